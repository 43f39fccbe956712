// The tables and their indexes, and the functions in src/database/functions.
import type { QueryRunner } from 'typeorm'
import { createFunctions } from '../functions/index.js'

const TABLES = `
  CREATE TABLE "users" (
    "id" uuid NOT NULL,
    "username" text NOT NULL,
    "display_name" text NOT NULL,
    "about" text NOT NULL DEFAULT '',
    "avatar_id" uuid,
    "password_hash" text,
    "issuer" text,
    "subject" text,
    "external_id" text,
    "bot" boolean NOT NULL DEFAULT false,
    "erased" uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    "privacy_last_seen" text NOT NULL DEFAULT 'shared_rooms',
    "privacy_read_receipts" boolean NOT NULL DEFAULT true,
    "privacy_direct" text NOT NULL DEFAULT 'everyone',
    "last_seen_at" TIMESTAMP(3) WITH TIME ZONE,
    "version" bigint NOT NULL DEFAULT '0',
    CONSTRAINT "UQ_users_username" UNIQUE ("username", "erased"),
    CONSTRAINT "UQ_users_external_id" UNIQUE ("external_id"),
    CONSTRAINT "UQ_users_identity" UNIQUE ("issuer", "subject"),
    CONSTRAINT "PK_a3ffb1c0c8416b9fc6f907b7433" PRIMARY KEY ("id")
  );

  CREATE TABLE "user_names" (
    "name" text COLLATE "C" NOT NULL,
    "user_id" uuid NOT NULL,
    CONSTRAINT "PK_user_names" PRIMARY KEY ("name", "user_id")
  );
  CREATE INDEX "user_names_of" ON "user_names" ("user_id", "name");

  CREATE TABLE "avatars" (
    "id" uuid NOT NULL,
    "data" bytea NOT NULL,
    CONSTRAINT "PK_avatars" PRIMARY KEY ("id")
  );

  CREATE TABLE "blocks" (
    "user_id" uuid NOT NULL,
    "blocked_id" uuid NOT NULL,
    "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    CONSTRAINT "PK_blocks" PRIMARY KEY ("user_id", "blocked_id")
  );
  CREATE INDEX "blocks_in_order" ON "blocks" ("user_id", "created_at", "blocked_id");
  CREATE INDEX "blocks_of" ON "blocks" ("blocked_id");

  CREATE TABLE "attachments" (
    "id" uuid NOT NULL,
    "uploader_id" uuid NOT NULL,
    "type" text NOT NULL,
    "sent_as" text NOT NULL DEFAULT 'document',
    "filename" text NOT NULL,
    "mime_type" text NOT NULL,
    "size" bigint NOT NULL,
    "sha256" bytea NOT NULL,
    "width" integer,
    "height" integer,
    "duration" integer,
    "blurhash" text,
    "voice" boolean NOT NULL DEFAULT false,
    "waveform" smallint array,
    "complete" boolean NOT NULL,
    "store" text NOT NULL DEFAULT 'postgres',
    "used_at" TIMESTAMP(3) WITH TIME ZONE,
    "removing_at" TIMESTAMP(3) WITH TIME ZONE,
    "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    CONSTRAINT "PK_5e1f050bcff31e3084a1d662412" PRIMARY KEY ("id")
  );
  CREATE INDEX "IDX_73407cf2d2a0e64546bacf309a" ON "attachments" ("uploader_id");
  CREATE INDEX "IDX_6db28e46ea205aa4f82260152d" ON "attachments" ("created_at") WHERE "used_at" IS NULL;

  CREATE TABLE "attachment_chunks" (
    "attachment_id" uuid NOT NULL,
    "position" integer NOT NULL,
    "data" bytea NOT NULL,
    CONSTRAINT "PK_9b78b7f14225ac88a117ae746b4" PRIMARY KEY ("attachment_id", "position")
  );

  CREATE TABLE "attachment_thumbnails" (
    "attachment_id" uuid NOT NULL,
    "data" bytea NOT NULL,
    CONSTRAINT "PK_attachment_thumbnails" PRIMARY KEY ("attachment_id")
  );

  CREATE TABLE "chatroom_heads" (
    "chatroom_id" bigint NOT NULL,
    "last_seq" bigint NOT NULL DEFAULT '0',
    "last_n" bigint NOT NULL DEFAULT '0',
    "said_seq" bigint NOT NULL DEFAULT '0',
    "said_at" TIMESTAMP(3) WITH TIME ZONE,
    "member_count" integer NOT NULL DEFAULT '0',
    "max_members" integer NOT NULL,
    "incarnation" text NOT NULL DEFAULT "left"(concat(gen_random_uuid()), 13),
    "pinned" bigint array NOT NULL DEFAULT '{}',
    "settings" jsonb NOT NULL DEFAULT '{}',
    "first_seq" bigint NOT NULL DEFAULT '1',
    "gone_n" bigint NOT NULL DEFAULT '0',
    CONSTRAINT "PK_843c8256ace67323c6a607b5be7" PRIMARY KEY ("chatroom_id")
  );

  CREATE TABLE "chatrooms" (
    "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    "name" text NOT NULL,
    "folded_name" text NOT NULL,
    "kind" text NOT NULL DEFAULT 'group',
    "visibility" text NOT NULL DEFAULT 'public',
    "description" text NOT NULL DEFAULT '',
    "metadata" jsonb NOT NULL DEFAULT '{}',
    "avatar_id" uuid,
    "created_by" uuid NOT NULL,
    "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    CONSTRAINT "UQ_89bbce9a93bcc3d0b9053238b6b" UNIQUE ("name"),
    CONSTRAINT "PK_d190d6f785fb99dffb138cd0443" PRIMARY KEY ("id")
  );
  CREATE INDEX "chatrooms_created_by" ON "chatrooms" ("created_by", "id");
  CREATE INDEX "chatrooms_public" ON "chatrooms" ("id") WHERE "visibility" = 'public';

  CREATE TABLE "members" (
    "chatroom_id" bigint NOT NULL,
    "user_id" uuid NOT NULL,
    "role" text NOT NULL,
    "joined_seq" bigint NOT NULL,
    "joined_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    "read_seq" bigint NOT NULL DEFAULT '0',
    "read_n" bigint NOT NULL DEFAULT '0',
    "delivered_seq" bigint NOT NULL DEFAULT '0',
    "own_seq" bigint NOT NULL DEFAULT '0',
    "muted_until" TIMESTAMP(3) WITH TIME ZONE,
    "silenced_until" TIMESTAMP(3) WITH TIME ZONE,
    "blocked" boolean NOT NULL DEFAULT false,
    "archived" boolean NOT NULL DEFAULT false,
    "favourite" boolean NOT NULL DEFAULT false,
    CONSTRAINT "PK_1ba4382615a16aa52cfb0a19551" PRIMARY KEY ("chatroom_id", "user_id")
  );
  CREATE INDEX "IDX_1ba4382615a16aa52cfb0a1955" ON "members" ("user_id", "chatroom_id");
  CREATE INDEX "IDX_9c02861f0b412e27a793cab756" ON "members" ("chatroom_id", "joined_seq") WHERE "joined_seq" > 0;
  CREATE INDEX "members_moderators" ON "members" ("chatroom_id", "joined_seq") WHERE "role" <> 'member';
  CREATE INDEX "members_owners" ON "members" ("user_id") WHERE "role" = 'owner';

  CREATE TABLE "direct_chats" (
    "user_id" uuid NOT NULL,
    "peer_id" uuid NOT NULL,
    "chatroom_id" bigint NOT NULL,
    CONSTRAINT "PK_direct_chats" PRIMARY KEY ("user_id", "peer_id")
  );
  CREATE INDEX "direct_chats_of_room" ON "direct_chats" ("chatroom_id");

  CREATE TABLE "bans" (
    "chatroom_id" bigint NOT NULL,
    "user_id" uuid NOT NULL,
    "banned_by" uuid NOT NULL,
    "until" TIMESTAMP(3) WITH TIME ZONE,
    "reason" text,
    "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    CONSTRAINT "PK_bans" PRIMARY KEY ("chatroom_id", "user_id")
  );
  CREATE INDEX "bans_of" ON "bans" ("user_id");
  CREATE INDEX "bans_in_order" ON "bans" ("chatroom_id", "created_at", "user_id");

  CREATE TABLE "join_requests" (
    "chatroom_id" bigint NOT NULL,
    "user_id" uuid NOT NULL,
    "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    CONSTRAINT "PK_join_requests" PRIMARY KEY ("chatroom_id", "user_id")
  );
  CREATE INDEX "join_requests_of" ON "join_requests" ("user_id");
  CREATE INDEX "join_requests_in_order" ON "join_requests" ("chatroom_id", "created_at", "user_id");

  CREATE TABLE "silences" (
    "chatroom_id" bigint NOT NULL,
    "user_id" uuid NOT NULL,
    "until" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    CONSTRAINT "PK_silences" PRIMARY KEY ("chatroom_id", "user_id")
  );
  CREATE INDEX "silences_of" ON "silences" ("user_id");

  CREATE TABLE "invites" (
    "code" text NOT NULL,
    "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    "chatroom_id" bigint NOT NULL,
    "created_by" uuid NOT NULL,
    "uses" integer NOT NULL DEFAULT '0',
    "max_uses" integer,
    "expires_at" TIMESTAMP(3) WITH TIME ZONE,
    "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    CONSTRAINT "PK_invites" PRIMARY KEY ("chatroom_id", "id")
  );
  CREATE INDEX "invites_by" ON "invites" ("created_by");
  CREATE UNIQUE INDEX "invites_code" ON "invites" ("code");

  CREATE TABLE "reports" (
    "chatroom_id" bigint NOT NULL,
    "seq" bigint NOT NULL,
    "user_id" uuid NOT NULL,
    "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    "reason" text NOT NULL,
    "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    CONSTRAINT "PK_reports" PRIMARY KEY ("chatroom_id", "id")
  );
  CREATE INDEX "reports_by" ON "reports" ("user_id");
  CREATE INDEX "reports_by_time" ON "reports" ("created_at", "id");
  CREATE UNIQUE INDEX "reports_of_message" ON "reports" ("chatroom_id", "seq", "user_id");

  CREATE TABLE "messages" (
    "chatroom_id" bigint NOT NULL,
    "seq" bigint NOT NULL,
    "n" bigint,
    "n_before" bigint,
    "type" text NOT NULL,
    "sender_id" uuid NOT NULL,
    "user_id" uuid,
    "target_seq" bigint,
    "message" text,
    "payload" json,
    "attachment_id" uuid,
    "media_type" text,
    "client_id" text,
    "digest" bytea,
    "reply_seq" bigint,
    "mentions" uuid array,
    "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    "changed_seq" bigint,
    "edit_seq" bigint,
    "edited_at" TIMESTAMP(3) WITH TIME ZONE,
    "deleted_by" uuid,
    "pinned" boolean,
    "reactions" jsonb,
    "votes" jsonb,
    "expires_at" TIMESTAMP(3) WITH TIME ZONE,
    CONSTRAINT "PK_acefed8a8e150aa5658bde1be42" PRIMARY KEY ("chatroom_id", "seq")
  );
  CREATE INDEX "IDX_9c9e427b14c70b3949d7fec193" ON "messages" ("attachment_id") WHERE "attachment_id" IS NOT NULL;
  CREATE UNIQUE INDEX "messages_client_id" ON "messages" ("sender_id", "client_id", "chatroom_id") WHERE "client_id" IS NOT NULL;
  CREATE INDEX "messages_deleted" ON "messages" ("chatroom_id", "n", "sender_id") WHERE "type" IN ('deleted', 'expired');
  CREATE INDEX "messages_due" ON "messages" ("expires_at") WHERE "expires_at" IS NOT NULL AND "n" > 0;
  CREATE INDEX "messages_expiring" ON "messages" ("chatroom_id", "expires_at", "n") WHERE "expires_at" IS NOT NULL;
  CREATE INDEX "messages_media" ON "messages" ("chatroom_id", "media_type", "n") WHERE "media_type" IS NOT NULL;
  CREATE INDEX "messages_said_by" ON "messages" ("sender_id", "chatroom_id", "n") WHERE "n" > 0;
  CREATE INDEX "messages_timeline" ON "messages" ("chatroom_id", "seq") WHERE "target_seq" IS NULL;

  CREATE TABLE "mentions" (
    "chatroom_id" bigint NOT NULL,
    "user_id" uuid NOT NULL,
    "seq" bigint NOT NULL,
    "sender_id" uuid NOT NULL,
    "expires_at" TIMESTAMP(3) WITH TIME ZONE,
    CONSTRAINT "PK_mentions" PRIMARY KEY ("chatroom_id", "user_id", "seq")
  );

  CREATE TABLE "message_reactions" (
    "chatroom_id" bigint NOT NULL,
    "seq" bigint NOT NULL,
    "user_id" uuid NOT NULL,
    "emoji" text NOT NULL,
    "entry_seq" bigint NOT NULL,
    "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    CONSTRAINT "PK_message_reactions" PRIMARY KEY ("chatroom_id", "seq", "user_id")
  );
  CREATE INDEX "message_reactions_in_order" ON "message_reactions" ("chatroom_id", "seq", "entry_seq");

  CREATE TABLE "poll_votes" (
    "chatroom_id" bigint NOT NULL,
    "seq" bigint NOT NULL,
    "user_id" uuid NOT NULL,
    "options" smallint array NOT NULL,
    "entry_seq" bigint NOT NULL,
    "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    CONSTRAINT "PK_poll_votes" PRIMARY KEY ("chatroom_id", "seq", "user_id")
  );
  CREATE INDEX "poll_votes_in_order" ON "poll_votes" ("chatroom_id", "seq", "entry_seq");

  CREATE TABLE "message_versions" (
    "chatroom_id" bigint NOT NULL,
    "seq" bigint NOT NULL,
    "version_seq" bigint NOT NULL,
    "message" text,
    "content" json,
    "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    CONSTRAINT "PK_message_versions" PRIMARY KEY ("chatroom_id", "seq", "version_seq")
  );

  CREATE TABLE "message_words" (
    "chatroom_id" bigint NOT NULL,
    "seq" bigint NOT NULL,
    "at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    "sender_id" uuid NOT NULL,
    "type" text NOT NULL,
    "words" text NOT NULL,
    CONSTRAINT "PK_message_words" PRIMARY KEY ("chatroom_id", "seq")
  );
  CREATE INDEX "message_words_newest" ON "message_words" ("chatroom_id", "at", "seq");

  CREATE TABLE "stars" (
    "user_id" uuid NOT NULL,
    "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    "chatroom_id" bigint NOT NULL,
    "seq" bigint NOT NULL,
    CONSTRAINT "PK_stars" PRIMARY KEY ("user_id", "id")
  );
  CREATE UNIQUE INDEX "stars_of_message" ON "stars" ("chatroom_id", "seq", "user_id");

  CREATE TABLE "server_secrets" (
    "name" text NOT NULL,
    "value" bytea NOT NULL,
    CONSTRAINT "PK_776280895f188bb4dd7028779cd" PRIMARY KEY ("name")
  );

  CREATE TABLE "sessions" (
    "id" uuid NOT NULL,
    "user_id" uuid NOT NULL,
    "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    "last_seen_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    "user_agent" text,
    "expires_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    "ends_by" TIMESTAMP(3) WITH TIME ZONE,
    "ended_at" TIMESTAMP(3) WITH TIME ZONE,
    "family_hash" bytea NOT NULL,
    CONSTRAINT "PK_3238ef96f18b355b671619111bc" PRIMARY KEY ("id")
  );
  CREATE INDEX "IDX_085d540d9f418cfbdc7bd55bb1" ON "sessions" ("user_id");
  CREATE INDEX "sessions_live" ON "sessions" ("user_id", "expires_at") WHERE "ended_at" IS NULL;

  CREATE TABLE "refresh_tokens" (
    "session_id" uuid NOT NULL,
    "hash" bytea NOT NULL,
    "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    "used_at" TIMESTAMP(3) WITH TIME ZONE,
    CONSTRAINT "PK_refresh_tokens" PRIMARY KEY ("session_id", "hash"),
    CONSTRAINT "FK_refresh_tokens_session" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE
  );

  CREATE TABLE "tickets" (
    "hash" bytea NOT NULL,
    "session_id" uuid NOT NULL,
    "expires_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    CONSTRAINT "PK_5ea0781b9219ce6cb0a4b63ee7b" PRIMARY KEY ("hash")
  );
  CREATE INDEX "IDX_73f270d03cacce3e2eac969834" ON "tickets" ("session_id");
  CREATE INDEX "IDX_9ce26bcc4332107826ce5edd53" ON "tickets" ("expires_at");
  ALTER TABLE "user_names" ADD CONSTRAINT "FK_user_names_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE;
  ALTER TABLE "blocks" ADD CONSTRAINT "FK_blocks_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE;
  ALTER TABLE "blocks" ADD CONSTRAINT "FK_blocks_blocked" FOREIGN KEY ("blocked_id") REFERENCES "users"("id") ON DELETE CASCADE;
  ALTER TABLE "attachments" ADD CONSTRAINT "FK_73407cf2d2a0e64546bacf309a7" FOREIGN KEY ("uploader_id") REFERENCES "users"("id");
  ALTER TABLE "attachment_chunks" ADD CONSTRAINT "FK_fe6fe9fe61def6758accaf7ca3e" FOREIGN KEY ("attachment_id") REFERENCES "attachments"("id") ON DELETE CASCADE;
  ALTER TABLE "attachment_thumbnails" ADD CONSTRAINT "FK_attachment_thumbnails_attachment" FOREIGN KEY ("attachment_id") REFERENCES "attachments"("id") ON DELETE CASCADE;
  ALTER TABLE "chatroom_heads" ADD CONSTRAINT "FK_843c8256ace67323c6a607b5be7" FOREIGN KEY ("chatroom_id") REFERENCES "chatrooms"("id") ON DELETE CASCADE;
  ALTER TABLE "chatrooms" ADD CONSTRAINT "FK_866a193a3704c6647f648bf9f20" FOREIGN KEY ("created_by") REFERENCES "users"("id");
  ALTER TABLE "members" ADD CONSTRAINT "FK_cba4c44abb447301a4bb4e7d279" FOREIGN KEY ("chatroom_id") REFERENCES "chatrooms"("id") ON DELETE CASCADE;
  ALTER TABLE "members" ADD CONSTRAINT "FK_da404b5fd9c390e25338996e2d1" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE;
  ALTER TABLE "direct_chats" ADD CONSTRAINT "FK_direct_chats_chatroom" FOREIGN KEY ("chatroom_id") REFERENCES "chatrooms"("id") ON DELETE CASCADE;
  ALTER TABLE "bans" ADD CONSTRAINT "FK_bans_chatroom" FOREIGN KEY ("chatroom_id") REFERENCES "chatrooms"("id") ON DELETE CASCADE;
  ALTER TABLE "join_requests" ADD CONSTRAINT "FK_join_requests_chatroom" FOREIGN KEY ("chatroom_id") REFERENCES "chatrooms"("id") ON DELETE CASCADE;
  ALTER TABLE "silences" ADD CONSTRAINT "FK_silences_chatroom" FOREIGN KEY ("chatroom_id") REFERENCES "chatrooms"("id") ON DELETE CASCADE;
  ALTER TABLE "invites" ADD CONSTRAINT "FK_invites_chatroom" FOREIGN KEY ("chatroom_id") REFERENCES "chatrooms"("id") ON DELETE CASCADE;
  ALTER TABLE "reports" ADD CONSTRAINT "FK_reports_chatroom" FOREIGN KEY ("chatroom_id") REFERENCES "chatrooms"("id") ON DELETE CASCADE;
  ALTER TABLE "sessions" ADD CONSTRAINT "FK_085d540d9f418cfbdc7bd55bb19" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE;
  ALTER TABLE "tickets" ADD CONSTRAINT "FK_73f270d03cacce3e2eac9698341" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE;

  CREATE TABLE "deleted_chatrooms" (
    "chatroom_id" bigint NOT NULL,
    CONSTRAINT "PK_19f9ee7c3fcbd0dd2a8bb0c9dd4" PRIMARY KEY ("chatroom_id")
  );

  CREATE TABLE "event_outbox" (
    "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    "type" text NOT NULL,
    "chatroom_id" bigint,
    "subject" jsonb NOT NULL,
    "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT "PK_event_outbox" PRIMARY KEY ("id")
  );

  CREATE TABLE "events" (
    "position" bigint NOT NULL,
    "type" text,
    "chatroom_id" bigint,
    "first" bigint,
    "last" bigint,
    "subject" jsonb,
    "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    CONSTRAINT "PK_events" PRIMARY KEY ("position")
  );
  CREATE INDEX "events_of_room" ON "events" ("chatroom_id", "position") WHERE "chatroom_id" IS NOT NULL;
  CREATE INDEX "events_of_none" ON "events" ("position") WHERE "chatroom_id" IS NULL;

  CREATE TABLE "followed" (
    "chatroom_id" bigint NOT NULL,
    "seq" bigint NOT NULL,
    CONSTRAINT "PK_followed" PRIMARY KEY ("chatroom_id")
  );

  CREATE TABLE "followers" (
    "name" text NOT NULL,
    "position" bigint NOT NULL DEFAULT '0',
    "seq" bigint NOT NULL DEFAULT '0',
    "scanned_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT '-infinity',
    CONSTRAINT "PK_followers" PRIMARY KEY ("name")
  );

  CREATE TABLE "server_keys" (
    "id" uuid NOT NULL,
    "name" text NOT NULL,
    "scopes" text array NOT NULL,
    "hash" bytea NOT NULL,
    "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    CONSTRAINT "UQ_server_keys_hash" UNIQUE ("hash"),
    CONSTRAINT "PK_server_keys" PRIMARY KEY ("id")
  );

  CREATE TABLE "webhooks" (
    "id" uuid NOT NULL,
    "url" text NOT NULL,
    "events" text array NOT NULL,
    "chatrooms" text array,
    "secret" bytea NOT NULL,
    "position" bigint NOT NULL,
    "seq" bigint NOT NULL DEFAULT '0',
    "paused_at" TIMESTAMP(3) WITH TIME ZONE,
    "paused_because" text,
    "version" integer NOT NULL DEFAULT '0',
    "holder" uuid,
    "held_until" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT '-infinity',
    "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    CONSTRAINT "PK_webhooks" PRIMARY KEY ("id")
  );

  CREATE TABLE "webhook_rooms" (
    "webhook_id" uuid NOT NULL,
    "chatroom_id" bigint NOT NULL,
    "position" bigint NOT NULL,
    "seq" bigint NOT NULL,
    "attempt" integer NOT NULL,
    "due_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    CONSTRAINT "PK_webhook_rooms" PRIMARY KEY ("webhook_id", "chatroom_id")
  );

  CREATE TABLE "deliveries" (
    "webhook_id" uuid NOT NULL,
    "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    "event_id" text NOT NULL,
    "attempt" integer NOT NULL,
    "status" integer,
    "error" text,
    "at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    CONSTRAINT "PK_deliveries" PRIMARY KEY ("webhook_id", "id")
  );

  CREATE TABLE "push_subscriptions" (
    "id" bytea NOT NULL,
    "user_id" uuid NOT NULL,
    "session_id" uuid,
    "endpoint" text NOT NULL,
    "p256dh" text NOT NULL,
    "auth" text NOT NULL,
    "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    "due_at" TIMESTAMP WITH TIME ZONE,
    "failures" integer NOT NULL DEFAULT '1',
    CONSTRAINT "PK_push_subscriptions" PRIMARY KEY ("id")
  );
  CREATE INDEX "push_subscriptions_of" ON "push_subscriptions" ("user_id", "created_at");
  CREATE INDEX "push_subscriptions_of_session" ON "push_subscriptions" ("session_id");
  CREATE INDEX "push_subscriptions_due" ON "push_subscriptions" ("due_at") WHERE "due_at" IS NOT NULL;

  CREATE TABLE "push_tasks" (
    "subscription_id" bytea NOT NULL,
    "chatroom_id" bigint NOT NULL,
    "chatroom" text NOT NULL,
    "version" integer NOT NULL DEFAULT '1',
    "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT "PK_push_tasks" PRIMARY KEY ("subscription_id", "chatroom_id")
  );

  CREATE TABLE "push_notices" (
    "user_id" uuid NOT NULL,
    "chatroom_id" bigint NOT NULL,
    "seq" bigint NOT NULL,
    "unread" bigint NOT NULL,
    "at" TIMESTAMP(3) WITH TIME ZONE,
    "look_at" TIMESTAMP WITH TIME ZONE,
    "withdrawn_at" TIMESTAMP WITH TIME ZONE,
    CONSTRAINT "PK_push_notices" PRIMARY KEY ("user_id", "chatroom_id")
  );
  CREATE INDEX "push_notices_outstanding" ON "push_notices" ("look_at") WHERE "look_at" IS NOT NULL;
  CREATE INDEX "push_notices_of_room" ON "push_notices" ("chatroom_id") WHERE "look_at" IS NOT NULL;
  CREATE INDEX "push_notices_withdrawn" ON "push_notices" ("withdrawn_at") WHERE "withdrawn_at" IS NOT NULL;
  ALTER TABLE "push_subscriptions" ADD CONSTRAINT "FK_push_subscriptions_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE;
  ALTER TABLE "push_subscriptions" ADD CONSTRAINT "FK_push_subscriptions_session" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE;
  ALTER TABLE "push_tasks" ADD CONSTRAINT "FK_push_tasks_subscription" FOREIGN KEY ("subscription_id") REFERENCES "push_subscriptions"("id") ON DELETE CASCADE;
  ALTER TABLE "push_notices" ADD CONSTRAINT "FK_push_notices_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE;
  ALTER TABLE "webhook_rooms" ADD CONSTRAINT "FK_webhook_rooms_webhook" FOREIGN KEY ("webhook_id") REFERENCES "webhooks"("id") ON DELETE CASCADE;
  ALTER TABLE "deliveries" ADD CONSTRAINT "FK_deliveries_webhook" FOREIGN KEY ("webhook_id") REFERENCES "webhooks"("id") ON DELETE CASCADE;

  CREATE TABLE "erasures" (
    "user_id" uuid NOT NULL,
    "chatroom_id" bigint NOT NULL DEFAULT '0',
    "n" bigint NOT NULL DEFAULT '0',
    "due_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    CONSTRAINT "PK_erasures" PRIMARY KEY ("user_id")
  );
  CREATE INDEX "erasures_due" ON "erasures" ("due_at");

  CREATE TABLE "rate_limits" (
    "key" text NOT NULL,
    "points" integer NOT NULL,
    "expire" bigint,
    CONSTRAINT "PK_rate_limits" PRIMARY KEY ("key")
  );

  CREATE TABLE "stored_bytes" (
    "user_id" uuid NOT NULL,
    "bytes" bigint NOT NULL,
    CONSTRAINT "PK_stored_bytes" PRIMARY KEY ("user_id")
  );
`

// What TypeORM cannot say: room for HOT updates on the hottest rows, and on those that people react to; and chunks kept as they are
// (compressing pictures and films again only costs time).
const STORAGE = `
  ALTER TABLE "chatroom_heads" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
  ALTER TABLE "members" SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.1);
  ALTER TABLE "messages" SET (fillfactor = 90);
  ALTER TABLE "attachment_chunks" ALTER COLUMN "data" SET STORAGE EXTERNAL;
  ALTER TABLE "attachment_thumbnails" ALTER COLUMN "data" SET STORAGE EXTERNAL;
  ALTER TABLE "avatars" ALTER COLUMN "data" SET STORAGE EXTERNAL;
  ALTER TABLE "sessions" SET (fillfactor = 85);
  ALTER TABLE "followed" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
  ALTER TABLE "followers" SET (fillfactor = 50);
`

// What uses functions. "sessions_over" is letter for letter what SWEEP_SESSIONS in auth/session-statements.ts asks for: when a
// session is over, or an external token that was ended.
const ON_FUNCTIONS = `
  CREATE INDEX "chatrooms_name_grams" ON "chatrooms"
    USING gin (chatroom_grams("id", "folded_name", "visibility")) WITH (gin_pending_list_limit = 256);
  CREATE INDEX "message_words_keys" ON "message_words"
    USING gin (search_keys("chatroom_id", "seq", "words")) WITH (fastupdate = off);
  CREATE INDEX "sessions_over" ON "sessions"
    ((CASE WHEN family_hash = '' THEN expires_at ELSE least(ended_at, expires_at) END));
  CREATE TRIGGER attachments_count_stored_bytes AFTER INSERT OR DELETE OR UPDATE OF size ON attachments
    FOR EACH ROW EXECUTE FUNCTION count_stored_bytes();
  CREATE TRIGGER users_drop_avatar AFTER UPDATE OF avatar_id OR DELETE ON users
    FOR EACH ROW WHEN (OLD.avatar_id IS NOT NULL) EXECUTE FUNCTION drop_avatar();
  CREATE TRIGGER chatrooms_drop_avatar AFTER UPDATE OF avatar_id OR DELETE ON chatrooms
    FOR EACH ROW WHEN (OLD.avatar_id IS NOT NULL) EXECUTE FUNCTION drop_avatar();
  CREATE TRIGGER users_note_event AFTER INSERT OR UPDATE OF username, display_name, about, avatar_id, bot, external_id ON users
    FOR EACH ROW EXECUTE FUNCTION note_event_of_user();
  CREATE TRIGGER chatrooms_note_event AFTER INSERT OR DELETE ON chatrooms
    FOR EACH ROW EXECUTE FUNCTION note_event_of_chatroom();
  CREATE TRIGGER reports_note_event AFTER INSERT OR DELETE ON reports
    FOR EACH ROW EXECUTE FUNCTION note_event_of_report();
`

export class Schema1763800000000 {
  name = 'Schema1763800000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES)
    await runner.query(STORAGE)
    await createFunctions(runner)
    await runner.query(ON_FUNCTIONS)
  }
}
