// Leaving a chatroom says who became its owner, for the audit trail.
import type { MigrationInterface, QueryRunner } from 'typeorm'

// As before, with one column more: the member whom an owner's place went to, if an owner left and anybody is there.
const LEAVE_CHATROOM = `
  CREATE FUNCTION leave_chatroom(p_chatroom bigint, p_user uuid, p_announce boolean)
  RETURNS TABLE (outcome text, seq bigint, at timestamptz, successor uuid) LANGUAGE plpgsql
  SET lock_timeout = '500ms' AS $$
  DECLARE
    v_head chatroom_heads;
    v_now timestamptz;
    v_role text;
    v_successor uuid;
  BEGIN
    SELECT * INTO v_head FROM chatroom_heads h WHERE h.chatroom_id = p_chatroom FOR NO KEY UPDATE;
    IF NOT FOUND THEN
      RETURN QUERY SELECT 'chatroom_not_found', NULL::bigint, NULL::timestamptz, NULL::uuid;
      RETURN;
    END IF;
    DELETE FROM members m WHERE m.chatroom_id = p_chatroom AND m.user_id = p_user RETURNING m.role INTO v_role;
    IF NOT FOUND THEN
      RETURN QUERY SELECT 'not_a_member', NULL::bigint, NULL::timestamptz, NULL::uuid;
      RETURN;
    END IF;
    IF v_role = 'owner' THEN
      UPDATE members SET role = 'owner' WHERE chatroom_id = p_chatroom AND user_id = (
        SELECT m.user_id FROM members m WHERE m.chatroom_id = p_chatroom
        ORDER BY (m.role = 'admin') DESC, m.joined_seq LIMIT 1
      ) RETURNING user_id INTO v_successor;
    END IF;
    v_now := date_trunc('milliseconds', clock_timestamp());
    INSERT INTO messages (chatroom_id, seq, type, sender_id, created_at)
      VALUES (p_chatroom, v_head.last_seq + 1, 'left', p_user, v_now);
    UPDATE chatroom_heads SET last_seq = last_seq + 1, member_count = member_count - 1 WHERE chatroom_id = p_chatroom;
    IF p_announce THEN
      PERFORM announce_heads(ARRAY[p_chatroom]);
    END IF;
    RETURN QUERY SELECT 'left', v_head.last_seq + 1, v_now, v_successor;
  END
  $$;
`

const LEAVE_CHATROOM_BEFORE = `
  CREATE FUNCTION leave_chatroom(p_chatroom bigint, p_user uuid, p_announce boolean)
  RETURNS TABLE (outcome text, seq bigint, at timestamptz) LANGUAGE plpgsql
  SET lock_timeout = '500ms' AS $$
  DECLARE
    v_head chatroom_heads;
    v_now timestamptz;
    v_role text;
  BEGIN
    SELECT * INTO v_head FROM chatroom_heads h WHERE h.chatroom_id = p_chatroom FOR NO KEY UPDATE;
    IF NOT FOUND THEN
      RETURN QUERY SELECT 'chatroom_not_found', NULL::bigint, NULL::timestamptz;
      RETURN;
    END IF;
    DELETE FROM members m WHERE m.chatroom_id = p_chatroom AND m.user_id = p_user RETURNING m.role INTO v_role;
    IF NOT FOUND THEN
      RETURN QUERY SELECT 'not_a_member', NULL::bigint, NULL::timestamptz;
      RETURN;
    END IF;
    IF v_role = 'owner' THEN
      UPDATE members SET role = 'owner' WHERE chatroom_id = p_chatroom AND user_id = (
        SELECT m.user_id FROM members m WHERE m.chatroom_id = p_chatroom
        ORDER BY (m.role = 'admin') DESC, m.joined_seq LIMIT 1
      );
    END IF;
    v_now := date_trunc('milliseconds', clock_timestamp());
    INSERT INTO messages (chatroom_id, seq, type, sender_id, created_at)
      VALUES (p_chatroom, v_head.last_seq + 1, 'left', p_user, v_now);
    UPDATE chatroom_heads SET last_seq = last_seq + 1, member_count = member_count - 1 WHERE chatroom_id = p_chatroom;
    IF p_announce THEN
      PERFORM announce_heads(ARRAY[p_chatroom]);
    END IF;
    RETURN QUERY SELECT 'left', v_head.last_seq + 1, v_now;
  END
  $$;
`

export class OwnerSuccession1763800000020 implements MigrationInterface {
  name = 'OwnerSuccession1763800000020'

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of ['DROP FUNCTION leave_chatroom', LEAVE_CHATROOM]) await runner.query(sql)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const sql of ['DROP FUNCTION leave_chatroom', LEAVE_CHATROOM_BEFORE]) await runner.query(sql)
  }
}
