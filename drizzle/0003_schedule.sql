ALTER TABLE "feedlock"."feeds" ADD COLUMN "paused_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "feedlock"."feeds" ADD COLUMN "queued_until" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "entry_versions_replaced_at" ON "feedlock"."entry_versions" USING btree ("replaced_at");