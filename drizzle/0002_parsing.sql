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
ALTER TABLE "feedlock"."entry_versions" ADD COLUMN "point" jsonb;