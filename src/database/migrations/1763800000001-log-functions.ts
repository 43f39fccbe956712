// The writers of the log. Each locks the room in one statement and looks in the next: a statement's snapshot is older than
// the lock it waited for, so a single statement would miss what another node committed meanwhile.
import type { MigrationInterface, QueryRunner } from 'typeorm'

// Which history of the database this is: the second half of every room's log (the first is its incarnation, made with the room).
// Made of what the database physically is, so that nothing has to be stored or agreed upon: the cluster, its timeline (a standby
// that is promoted begins one, and so does every recovery to a point in time), and the table, which a restored dump makes anew.
// The first two cannot change under a session that has seen the database out of recovery, and reading them takes 13 us: they are
// kept in a setting of the session, and a call takes 2. A standby has no history of its own: it answers as a database that is
// starting up does.
const LOG_HISTORY = `
  CREATE FUNCTION log_history() RETURNS text STABLE LANGUAGE plpgsql AS $$
  DECLARE
    v_server text := current_setting('chat.server', true);
  BEGIN
    IF v_server IS NULL OR v_server = '' THEN
      IF pg_is_in_recovery() THEN
        RAISE EXCEPTION 'a standby has no log of its own' USING ERRCODE = 'cannot_connect_now';
      END IF;
      SELECT system_identifier || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8) INTO v_server
        FROM pg_control_system();
      PERFORM set_config('chat.server', v_server, false);
    END IF;
    RETURN to_hex(hashtextextended(v_server || '/' || 'chatroom_heads'::regclass::oid, 0));
  END
  $$;
`

// A hint to the other nodes that these logs have grown; sent by PostgreSQL at commit, never before. 200 rooms fit a payload.
const ANNOUNCE_HEADS = `
  CREATE FUNCTION announce_heads(p_chatrooms bigint[]) RETURNS void LANGUAGE sql AS $$
    SELECT pg_notify('chat', json_build_object('heads', json_agg(json_build_array(chatroom_id, last_seq)))::text)
    FROM (
      SELECT h.chatroom_id, h.last_seq, row_number() OVER () / 200 AS part
      FROM chatroom_heads h WHERE h.chatroom_id = ANY (p_chatrooms)
    ) heads
    GROUP BY part
  $$;
`

// Appends any number of messages to any number of rooms in one transaction. Parameters are columns: the nth elements are the
// nth message. Each is judged alone, so that a bad one leaves the rest as they are. Answers one row per message:
// A room whose head stays locked fails the call within half a second: the caller then tries the other rooms without it.
//   outcome  appended | duplicate (with the first message's seq and time) | client_id_reused
//            | chatroom_not_found | seq_unknown (the room has another log) | not_a_member | attachment_not_found
// Every look-up is a subquery of its own row, and by an index: the plan is made once for each session, and may have been made
// when the tables were almost empty, where reading all of them costs least.
const APPEND_MESSAGES = `
  CREATE FUNCTION append_messages(
    p_chatrooms bigint[], p_logs text[], p_senders uuid[], p_types text[], p_messages text[], p_attachments uuid[],
    p_client_ids text[], p_digests bytea[], p_announce boolean
  ) RETURNS TABLE (ordinal bigint, outcome text, seq bigint, created_at timestamptz) LANGUAGE plpgsql
  SET lock_timeout = '500ms' SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
  DECLARE
    v_history text := log_history();
    v_now timestamptz;
  BEGIN
    PERFORM FROM chatroom_heads h WHERE h.chatroom_id = ANY (p_chatrooms) ORDER BY h.chatroom_id FOR NO KEY UPDATE;
    IF array_remove(p_attachments, NULL) <> '{}' THEN
      PERFORM FROM attachments a WHERE a.id = ANY (p_attachments) ORDER BY a.id FOR NO KEY UPDATE;
    END IF;
    v_now := date_trunc('milliseconds', clock_timestamp());

    RETURN QUERY
    WITH draft AS (
      SELECT d.*,
        CASE WHEN d.client_id IS NULL THEN d.n
             ELSE min(d.n) OVER (PARTITION BY d.chatroom, d.sender, d.client_id) END AS first
      FROM unnest(p_chatrooms, p_logs, p_senders, p_types, p_messages, p_attachments, p_client_ids, p_digests)
        WITH ORDINALITY AS d (chatroom, log, sender, type, message, attachment, client_id, digest, n)
    ),
    judged AS (
      SELECT d.*, h.last_seq, e.seq AS earlier_seq, e.created_at AS earlier_at, e.digest AS earlier_digest,
        CASE WHEN h.chatroom_id IS NULL THEN 'chatroom_not_found'
             WHEN h.incarnation || v_history <> d.log THEN 'seq_unknown'
             WHEN e.seq IS NOT NULL THEN 'earlier'
             WHEN m.user_id IS NULL THEN 'not_a_member'
             WHEN d.attachment IS NOT NULL AND a.id IS NULL THEN 'attachment_not_found'
             WHEN d.first <> d.n THEN 'repeat'
             ELSE 'appended' END AS verdict
      FROM draft d
      LEFT JOIN LATERAL (SELECT * FROM chatroom_heads h WHERE h.chatroom_id = d.chatroom LIMIT 1) h ON true
      LEFT JOIN LATERAL (
        SELECT * FROM members m WHERE m.chatroom_id = d.chatroom AND m.user_id = d.sender LIMIT 1
      ) m ON true
      LEFT JOIN LATERAL (
        SELECT * FROM messages e
        WHERE e.chatroom_id = d.chatroom AND e.sender_id = d.sender AND e.client_id = d.client_id LIMIT 1
      ) e ON true
      LEFT JOIN LATERAL (
        SELECT * FROM attachments a WHERE a.id = d.attachment AND a.uploader_id = d.sender AND a.complete LIMIT 1
      ) a ON true
    ),
    numbered AS (
      SELECT j.*, j.last_seq + row_number() OVER (PARTITION BY j.chatroom ORDER BY j.n) AS new_seq
      FROM judged j WHERE j.verdict = 'appended'
    ),
    inserted AS (
      INSERT INTO messages (chatroom_id, seq, type, sender_id, message, attachment_id, client_id, digest, created_at)
      SELECT i.chatroom, i.new_seq, i.type, i.sender, i.message, i.attachment, i.client_id, i.digest, v_now
      FROM numbered i
    ),
    counted AS (
      UPDATE chatroom_heads h SET last_seq = last.new_seq
      FROM (SELECT i.chatroom, max(i.new_seq) AS new_seq FROM numbered i GROUP BY i.chatroom) last
      WHERE h.chatroom_id = last.chatroom AND h.chatroom_id = ANY (p_chatrooms)
    ),
    used AS (
      UPDATE attachments a SET used_at = v_now FROM numbered i
      WHERE a.id = i.attachment AND a.id = ANY (p_attachments) AND a.used_at IS NULL
    )
    SELECT j.n,
      CASE WHEN j.verdict = 'earlier' THEN
             CASE WHEN j.digest = j.earlier_digest THEN 'duplicate' ELSE 'client_id_reused' END
           WHEN j.verdict = 'repeat' AND leader.n IS NOT NULL THEN
             CASE WHEN j.digest = leader.digest THEN 'duplicate' ELSE 'client_id_reused' END
           WHEN j.verdict = 'repeat' THEN 'client_id_reused'
           ELSE j.verdict END,
      coalesce(j.earlier_seq, leader.new_seq),
      coalesce(j.earlier_at, v_now)
    FROM judged j
    LEFT JOIN numbered leader ON leader.n = j.first AND j.verdict IN ('appended', 'repeat')
    ORDER BY j.n;

    IF p_announce THEN
      PERFORM announce_heads(p_chatrooms);
    END IF;
  END
  $$;
`

// Makes somebody a member, unless the room is full, and writes it into the log. Into an empty room: as its owner.
// Here and below p_log is the log that was there when the room was found by its name: ids may come again with another history.
//   outcome  entered | already | chatroom_full | chatroom_not_found | unavailable (the room has another log: look again)
const ENTER_CHATROOM = `
  CREATE FUNCTION enter_chatroom(p_chatroom bigint, p_log text, p_user uuid, p_announce boolean)
  RETURNS TABLE (outcome text, role text, seq bigint, at timestamptz) LANGUAGE plpgsql
  SET lock_timeout = '500ms' AS $$
  DECLARE
    v_head chatroom_heads;
    v_now timestamptz;
    v_role text;
  BEGIN
    SELECT * INTO v_head FROM chatroom_heads h WHERE h.chatroom_id = p_chatroom FOR NO KEY UPDATE;
    IF NOT FOUND THEN
      RETURN QUERY SELECT 'chatroom_not_found', NULL::text, NULL::bigint, NULL::timestamptz;
      RETURN;
    END IF;
    IF v_head.incarnation || log_history() <> p_log THEN
      RETURN QUERY SELECT 'unavailable', NULL::text, NULL::bigint, NULL::timestamptz;
      RETURN;
    END IF;
    RETURN QUERY SELECT 'already', m.role, m.joined_seq, m.joined_at
      FROM members m WHERE m.chatroom_id = p_chatroom AND m.user_id = p_user;
    IF FOUND THEN
      RETURN;
    END IF;
    IF v_head.member_count >= v_head.max_members THEN
      RETURN QUERY SELECT 'chatroom_full', NULL::text, NULL::bigint, NULL::timestamptz;
      RETURN;
    END IF;
    v_now := date_trunc('milliseconds', clock_timestamp());
    v_role := CASE WHEN v_head.member_count = 0 THEN 'owner' ELSE 'member' END;
    INSERT INTO members (chatroom_id, user_id, role, joined_seq, joined_at)
      VALUES (p_chatroom, p_user, v_role, v_head.last_seq + 1, v_now);
    INSERT INTO messages (chatroom_id, seq, type, sender_id, created_at)
      VALUES (p_chatroom, v_head.last_seq + 1, 'joined', p_user, v_now);
    UPDATE chatroom_heads SET last_seq = last_seq + 1, member_count = member_count + 1 WHERE chatroom_id = p_chatroom;
    IF p_announce THEN
      PERFORM announce_heads(ARRAY[p_chatroom]);
    END IF;
    RETURN QUERY SELECT 'entered', v_role, v_head.last_seq + 1, v_now;
  END
  $$;
`

// Ends a membership and writes it into the log. An owner's place goes to the longest-standing admin, else member.
// Tells who that is, if anybody is there.
//   outcome  left | not_a_member | chatroom_not_found | unavailable
const LEAVE_CHATROOM = `
  CREATE FUNCTION leave_chatroom(p_chatroom bigint, p_log text, p_user uuid, p_announce boolean)
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
    IF v_head.incarnation || log_history() <> p_log THEN
      RETURN QUERY SELECT 'unavailable', NULL::bigint, NULL::timestamptz, NULL::uuid;
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

// Changes what is not null. One call, so that no head stays locked while a node thinks.
//   answers  updated | chatroom_full (max_members below member_count) | chatroom_not_found | unavailable
const UPDATE_CHATROOM = `
  CREATE FUNCTION update_chatroom(p_chatroom bigint, p_log text, p_description text, p_max_members integer)
  RETURNS text LANGUAGE plpgsql
  SET lock_timeout = '500ms' AS $$
  DECLARE
    v_head chatroom_heads;
  BEGIN
    SELECT * INTO v_head FROM chatroom_heads h WHERE h.chatroom_id = p_chatroom FOR NO KEY UPDATE;
    IF NOT FOUND THEN
      RETURN 'chatroom_not_found';
    END IF;
    IF v_head.incarnation || log_history() <> p_log THEN
      RETURN 'unavailable';
    END IF;
    IF p_max_members < v_head.member_count THEN
      RETURN 'chatroom_full';
    END IF;
    UPDATE chatroom_heads SET max_members = p_max_members WHERE chatroom_id = p_chatroom AND p_max_members IS NOT NULL;
    UPDATE chatrooms SET description = p_description WHERE id = p_chatroom AND p_description IS NOT NULL;
    RETURN 'updated';
  END
  $$;
`

export class LogFunctions1763800000001 implements MigrationInterface {
  name = 'LogFunctions1763800000001'

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [
      LOG_HISTORY,
      ANNOUNCE_HEADS,
      UPDATE_CHATROOM,
      APPEND_MESSAGES,
      ENTER_CHATROOM,
      LEAVE_CHATROOM,
    ])
      await runner.query(sql)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP FUNCTION append_messages, enter_chatroom, leave_chatroom, update_chatroom, announce_heads, log_history',
    )
  }
}
