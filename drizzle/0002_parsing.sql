CREATE UNLOGGED TABLE "feedlock"."pieces" (
	"feed_id" uuid NOT NULL,
	"fence" bigint NOT NULL,
	"place" integer NOT NULL,
	"piece" text NOT NULL,
	CONSTRAINT "pieces_feed_id_fence_place_pk" PRIMARY KEY("feed_id","fence","place")
);
--> statement-breakpoint
ALTER TABLE "feedlock"."pieces" ALTER COLUMN "piece" SET STORAGE EXTERNAL;--> statement-breakpoint
ALTER TABLE "feedlock"."entries" ALTER COLUMN "enclosures" SET DEFAULT '[]'::jsonb;--> statement-breakpoint
ALTER TABLE "feedlock"."entries" ALTER COLUMN "categories" SET DEFAULT '[]'::jsonb;--> statement-breakpoint
ALTER TABLE "feedlock"."entry_versions" ALTER COLUMN "enclosures" SET DEFAULT '[]'::jsonb;--> statement-breakpoint
ALTER TABLE "feedlock"."entry_versions" ALTER COLUMN "categories" SET DEFAULT '[]'::jsonb;--> statement-breakpoint
ALTER TABLE "feedlock"."entries" ADD COLUMN "alias" text;--> statement-breakpoint
ALTER TABLE "feedlock"."entries" ADD COLUMN "authors" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "feedlock"."entries" ADD COLUMN "published_text" text;--> statement-breakpoint
ALTER TABLE "feedlock"."entries" ADD COLUMN "updated_text" text;--> statement-breakpoint
ALTER TABLE "feedlock"."entries" ADD COLUMN "content_type" text;--> statement-breakpoint
ALTER TABLE "feedlock"."entries" ADD COLUMN "content_base" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "feedlock"."entries" ADD COLUMN "safe_content" text;--> statement-breakpoint
ALTER TABLE "feedlock"."entries" ADD COLUMN "comments" text;--> statement-breakpoint
ALTER TABLE "feedlock"."entries" ADD COLUMN "source" jsonb;--> statement-breakpoint
ALTER TABLE "feedlock"."entries" ADD COLUMN "language" text;--> statement-breakpoint
ALTER TABLE "feedlock"."entries" ADD COLUMN "rights" text;--> statement-breakpoint
ALTER TABLE "feedlock"."entries" ADD COLUMN "image" text;--> statement-breakpoint
ALTER TABLE "feedlock"."entries" ADD COLUMN "thumbnails" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "feedlock"."entries" ADD COLUMN "media" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "feedlock"."entries" ADD COLUMN "episode" jsonb;--> statement-breakpoint
ALTER TABLE "feedlock"."entries" ADD COLUMN "point" jsonb;--> statement-breakpoint
ALTER TABLE "feedlock"."entries" ADD COLUMN "ordered_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "feedlock"."entries" ADD COLUMN "pruned_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "feedlock"."entry_versions" ADD COLUMN "authors" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "feedlock"."entry_versions" ADD COLUMN "published_text" text;--> statement-breakpoint
ALTER TABLE "feedlock"."entry_versions" ADD COLUMN "updated_text" text;--> statement-breakpoint
ALTER TABLE "feedlock"."entry_versions" ADD COLUMN "content_type" text;--> statement-breakpoint
ALTER TABLE "feedlock"."entry_versions" ADD COLUMN "content_base" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "feedlock"."entry_versions" ADD COLUMN "safe_content" text;--> statement-breakpoint
ALTER TABLE "feedlock"."entry_versions" ADD COLUMN "comments" text;--> statement-breakpoint
ALTER TABLE "feedlock"."entry_versions" ADD COLUMN "source" jsonb;--> statement-breakpoint
ALTER TABLE "feedlock"."entry_versions" ADD COLUMN "language" text;--> statement-breakpoint
ALTER TABLE "feedlock"."entry_versions" ADD COLUMN "rights" text;--> statement-breakpoint
ALTER TABLE "feedlock"."entry_versions" ADD COLUMN "image" text;--> statement-breakpoint
ALTER TABLE "feedlock"."entry_versions" ADD COLUMN "thumbnails" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "feedlock"."entry_versions" ADD COLUMN "media" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "feedlock"."entry_versions" ADD COLUMN "episode" jsonb;--> statement-breakpoint
ALTER TABLE "feedlock"."entry_versions" ADD COLUMN "point" jsonb;--> statement-breakpoint
ALTER TABLE "feedlock"."feeds" ADD COLUMN "about" jsonb;--> statement-breakpoint
UPDATE "feedlock"."entries" SET "ordered_at" = CASE
	WHEN "published" BETWEEN '1990-01-01T00:00:00Z' AND now() THEN "published"
	WHEN "updated" BETWEEN '1990-01-01T00:00:00Z' AND now() THEN "updated"
	ELSE "first_seen" END;--> statement-breakpoint
CREATE INDEX "entries_alias" ON "feedlock"."entries" USING btree ("feed_id","alias") WHERE "feedlock"."entries"."alias" is not null;--> statement-breakpoint
CREATE INDEX "entries_order" ON "feedlock"."entries" USING btree ("feed_id","ordered_at" DESC NULLS FIRST,"id" DESC NULLS FIRST) WHERE "feedlock"."entries"."pruned_at" is null;