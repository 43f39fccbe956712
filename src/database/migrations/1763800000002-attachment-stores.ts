// Where the bytes of an attachment are, and what lets unused ones be removed for good, whatever breaks off in between.
import type { MigrationInterface, QueryRunner } from 'typeorm'

const COLUMNS = `
  ALTER TABLE "attachments" ADD "store" text NOT NULL DEFAULT 'postgres';
  ALTER TABLE "attachments" ADD "removing_at" TIMESTAMP(3) WITH TIME ZONE;
  CREATE TABLE "deleted_chatrooms" (
    "chatroom_id" bigint NOT NULL,
    CONSTRAINT "PK_19f9ee7c3fcbd0dd2a8bb0c9dd4" PRIMARY KEY ("chatroom_id")
  );
`

// Removes a room, its head and its members, and notes in the same transaction that its messages are still to go. The head's lock
// comes first, as everywhere, so that nothing can deadlock.
//   answers  deleted (also when it was gone already) | unavailable (the room has another log: look again)
const DELETE_CHATROOM = `
  CREATE FUNCTION delete_chatroom(p_chatroom bigint, p_log text) RETURNS text LANGUAGE plpgsql
  SET lock_timeout = '500ms' AS $$
  DECLARE
    v_head chatroom_heads;
  BEGIN
    SELECT * INTO v_head FROM chatroom_heads h WHERE h.chatroom_id = p_chatroom FOR UPDATE;
    IF FOUND AND v_head.incarnation || log_history() <> p_log THEN
      RETURN 'unavailable';
    END IF;
    DELETE FROM chatrooms c WHERE c.id = p_chatroom;
    IF FOUND THEN
      INSERT INTO deleted_chatrooms VALUES (p_chatroom);
    END IF;
    RETURN 'deleted';
  END
  $$;
`

// Removes some messages of a deleted room; attachments that no message refers to any more count as unused again. True: call
// again. False: all gone, or another call is at it. The attachments are locked in one statement, in the order of
// append_messages, and looked at in the next: a message that was being sent with one of them is then seen.
const PURGE_CHATROOM = `
  CREATE FUNCTION purge_chatroom(p_chatroom bigint) RETURNS boolean LANGUAGE plpgsql
  SET lock_timeout = '500ms' AS $$
  DECLARE
    v_deleted bigint;
    v_attachments uuid[];
  BEGIN
    PERFORM FROM deleted_chatrooms d WHERE d.chatroom_id = p_chatroom FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
      RETURN false;
    END IF;
    WITH deleted AS (
      DELETE FROM messages WHERE ctid = ANY (ARRAY(
        SELECT m.ctid FROM messages m WHERE m.chatroom_id = p_chatroom ORDER BY m.seq LIMIT 5000
      )) RETURNING attachment_id
    )
    SELECT count(*), array_agg(attachment_id) FILTER (WHERE attachment_id IS NOT NULL)
      INTO v_deleted, v_attachments FROM deleted;
    IF v_deleted = 0 THEN
      DELETE FROM deleted_chatrooms d WHERE d.chatroom_id = p_chatroom;
      RETURN false;
    END IF;
    PERFORM FROM attachments a WHERE a.id = ANY (v_attachments) ORDER BY a.id FOR NO KEY UPDATE;
    UPDATE attachments a SET used_at = NULL
      WHERE a.id = ANY (v_attachments) AND NOT EXISTS (SELECT FROM messages m WHERE m.attachment_id = a.id);
    RETURN true;
  END
  $$;
`

export class AttachmentStores1763800000002 implements MigrationInterface {
  name = 'AttachmentStores1763800000002'

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [COLUMNS, DELETE_CHATROOM, PURGE_CHATROOM]) await runner.query(sql)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION purge_chatroom, delete_chatroom')
    await runner.query('DROP TABLE deleted_chatrooms')
    await runner.query('ALTER TABLE attachments DROP COLUMN removing_at, DROP COLUMN store')
  }
}
