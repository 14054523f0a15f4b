CREATE SCHEMA "feedlock";
--> statement-breakpoint
CREATE TABLE "feedlock"."entries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "feedlock"."entries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"feed_id" uuid NOT NULL,
	"identity" text NOT NULL,
	"hash" text NOT NULL,
	"guid" text,
	"url" text,
	"title" text,
	"author" text,
	"published" timestamp with time zone,
	"updated" timestamp with time zone,
	"summary" text,
	"content" text,
	"enclosures" jsonb NOT NULL,
	"categories" jsonb NOT NULL,
	"first_seen" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "entries_identity" UNIQUE("feed_id","identity")
);
--> statement-breakpoint
CREATE TABLE "feedlock"."entry_versions" (
	"entry_id" bigint NOT NULL,
	"fence" bigint NOT NULL,
	"hash" text NOT NULL,
	"guid" text,
	"url" text,
	"title" text,
	"author" text,
	"published" timestamp with time zone,
	"updated" timestamp with time zone,
	"summary" text,
	"content" text,
	"enclosures" jsonb NOT NULL,
	"categories" jsonb NOT NULL,
	"replaced_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "entry_versions_entry_id_fence_pk" PRIMARY KEY("entry_id","fence")
);
--> statement-breakpoint
CREATE TABLE "feedlock"."feeds" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"key" text NOT NULL,
	"url" text NOT NULL,
	"credentials" text,
	"fence" bigint DEFAULT 0 NOT NULL,
	"done_fence" bigint DEFAULT 0 NOT NULL,
	"requested_fence" bigint,
	"holder" text,
	"etag" text,
	"last_modified" text,
	"body_hash" text,
	"title" text,
	"description" text,
	"site_url" text,
	"language" text,
	"updated" timestamp with time zone,
	"checked_at" timestamp with time zone,
	"imported_at" timestamp with time zone,
	"failures" integer DEFAULT 0 NOT NULL,
	"unchanged" integer DEFAULT 0 NOT NULL,
	"next_due" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "feeds_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "feedlock"."fences" (
	"key" text PRIMARY KEY NOT NULL,
	"fence" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feedlock"."imports" (
	"feed_id" uuid NOT NULL,
	"fence" bigint NOT NULL,
	"outcome" text NOT NULL,
	"node" text NOT NULL,
	"http_status" smallint,
	"bytes" integer,
	"created" integer DEFAULT 0 NOT NULL,
	"updated" integer DEFAULT 0 NOT NULL,
	"unchanged" integer DEFAULT 0 NOT NULL,
	"error_code" text,
	"error_message" text,
	"took_ms" double precision,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "imports_feed_id_fence_pk" PRIMARY KEY("feed_id","fence")
);
--> statement-breakpoint
CREATE TABLE "feedlock"."migrations" (
	"hash" text PRIMARY KEY NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feedlock"."outbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "feedlock"."outbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"partition" smallint NOT NULL,
	"feed_id" uuid NOT NULL,
	"fence" bigint NOT NULL,
	"index" integer NOT NULL,
	"type" text NOT NULL,
	"data" jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feedlock"."owner" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"namespace" text NOT NULL,
	CONSTRAINT "owner_only" CHECK ("feedlock"."owner"."only")
);
--> statement-breakpoint
CREATE TABLE "feedlock"."urls" (
	"digest" text PRIMARY KEY NOT NULL,
	"url" text NOT NULL,
	"feed_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE INDEX "feeds_next_due" ON "feedlock"."feeds" USING btree ("next_due") WHERE "feedlock"."feeds"."next_due" is not null;--> statement-breakpoint
CREATE INDEX "imports_at" ON "feedlock"."imports" USING btree ("at");--> statement-breakpoint
CREATE INDEX "outbox_partition" ON "feedlock"."outbox" USING btree ("partition","id");--> statement-breakpoint
CREATE INDEX "urls_feed" ON "feedlock"."urls" USING btree ("feed_id");