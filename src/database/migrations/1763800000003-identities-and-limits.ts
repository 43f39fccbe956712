// Users of an outside identity provider, refresh tokens and the proof of older ones, counted attempts, and bytes stored per user.
import type { MigrationInterface, QueryRunner } from 'typeorm'

// Sessions from before have no family: their access tokens work until they expire, and then their users sign in again.
const TABLES = `
  ALTER TABLE "users" ALTER COLUMN "password_hash" DROP NOT NULL;
  ALTER TABLE "users" ADD "issuer" text;
  ALTER TABLE "users" ADD "subject" text;
  ALTER TABLE "users" ADD CONSTRAINT "UQ_users_identity" UNIQUE ("issuer", "subject");
  ALTER TABLE "sessions" ADD "family_hash" bytea NOT NULL DEFAULT '';
  ALTER TABLE "sessions" ALTER COLUMN "family_hash" DROP DEFAULT;
  CREATE TABLE "refresh_tokens" (
    "session_id" uuid NOT NULL,
    "hash" bytea NOT NULL,
    "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
    "used_at" TIMESTAMP(3) WITH TIME ZONE,
    CONSTRAINT "PK_refresh_tokens" PRIMARY KEY ("session_id", "hash"),
    CONSTRAINT "FK_refresh_tokens_session" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE
  );
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
  INSERT INTO "stored_bytes" SELECT "uploader_id", sum("size") FROM "attachments" GROUP BY "uploader_id";
`

// Letter for letter what SWEEP_SESSIONS in auth/sessions.ts asks for: when a session is over, or an outside token that was ended.
const SWEEP = `
  CREATE INDEX "sessions_over" ON "sessions"
    ((CASE WHEN family_hash = '' THEN expires_at ELSE least(ended_at, expires_at) END));
`

// Counts with every attachment that gets its size or goes, in the same transaction: it cannot drift from the rows.
const COUNT_STORED_BYTES = `
  CREATE FUNCTION count_stored_bytes() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    v_more bigint := coalesce(NEW.size, 0) - coalesce(OLD.size, 0);
  BEGIN
    IF v_more <> 0 THEN
      INSERT INTO stored_bytes AS s VALUES (coalesce(NEW.uploader_id, OLD.uploader_id), v_more)
        ON CONFLICT (user_id) DO UPDATE SET bytes = s.bytes + v_more;
    END IF;
    RETURN NULL;
  END
  $$;
  CREATE TRIGGER attachments_count_stored_bytes AFTER INSERT OR DELETE OR UPDATE OF size ON attachments
    FOR EACH ROW EXECUTE FUNCTION count_stored_bytes();
`

export class IdentitiesAndLimits1763800000003 implements MigrationInterface {
  name = 'IdentitiesAndLimits1763800000003'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES)
    await runner.query(SWEEP)
    await runner.query(COUNT_STORED_BYTES)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER attachments_count_stored_bytes ON attachments')
    await runner.query('DROP FUNCTION count_stored_bytes')
    await runner.query('DROP TABLE rate_limits, stored_bytes, refresh_tokens')
    await runner.query('DROP INDEX sessions_over')
    await runner.query('ALTER TABLE sessions DROP COLUMN family_hash')
    await runner.query('ALTER TABLE users DROP COLUMN issuer, DROP COLUMN subject')
    // Nobody has this password: who came from outside stays outside.
    await runner.query(`UPDATE users SET password_hash = '' WHERE password_hash IS NULL`)
    await runner.query('ALTER TABLE users ALTER COLUMN password_hash SET NOT NULL')
  }
}
