CREATE TABLE "feedlock"."hosts" (
	"name" text PRIMARY KEY NOT NULL,
	"not_before" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feedlock"."moves" (
	"feed_id" uuid NOT NULL,
	"fence" bigint NOT NULL,
	"from_url" text NOT NULL,
	"to_url" text NOT NULL,
	"from_credentials" text,
	"seen" integer NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"merged_into" uuid,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"undone_at" timestamp with time zone,
	CONSTRAINT "moves_feed_id_fence_pk" PRIMARY KEY("feed_id","fence")
);
--> statement-breakpoint
ALTER TABLE "feedlock"."feeds" ADD COLUMN "answered_by" text;--> statement-breakpoint
ALTER TABLE "feedlock"."feeds" ADD COLUMN "whole_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "feedlock"."feeds" ADD COLUMN "fresh_for" double precision;--> statement-breakpoint
ALTER TABLE "feedlock"."feeds" ADD COLUMN "limits" jsonb;--> statement-breakpoint
ALTER TABLE "feedlock"."feeds" ADD COLUMN "moved_to" text;--> statement-breakpoint
ALTER TABLE "feedlock"."feeds" ADD COLUMN "moved_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "feedlock"."feeds" ADD COLUMN "moved_seen" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "feedlock"."feeds" ADD COLUMN "move_refused" text[];--> statement-breakpoint
ALTER TABLE "feedlock"."feeds" ADD COLUMN "gone_seen" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "feedlock"."feeds" ADD COLUMN "gone_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "feedlock"."feeds" ADD COLUMN "merged_into" uuid;--> statement-breakpoint
ALTER TABLE "feedlock"."feeds" ADD COLUMN "hints" jsonb;--> statement-breakpoint
ALTER TABLE "feedlock"."feeds" ADD COLUMN "gap" double precision;--> statement-breakpoint
ALTER TABLE "feedlock"."feeds" ADD COLUMN "newest" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "feedlock"."feeds" ADD COLUMN "polled" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "feeds_merged_into" ON "feedlock"."feeds" USING btree ("merged_into") WHERE "feedlock"."feeds"."merged_into" is not null;