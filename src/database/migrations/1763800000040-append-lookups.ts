// Looks things up for each message by their keys, whatever PostgreSQL thinks of the size of its tables.
import type { MigrationInterface, QueryRunner } from 'typeorm'
import { APPEND_MESSAGES } from './1763800000001-log-functions.js'

// As before, but every look-up is a subquery of its own row, and by an index. The plan is kept, and may have been made when the
// tables were almost empty: it then read all messages for every flight, and a new server took 24 ms for a single message after
// the first 60 000, until autovacuum came round. Now it takes 0.4 ms, before and after.
const APPEND_BY_KEYS = `
  CREATE OR REPLACE FUNCTION append_messages(
    p_chatrooms bigint[], p_senders uuid[], p_types text[], p_messages text[], p_attachments uuid[],
    p_client_ids text[], p_digests bytea[], p_announce boolean
  ) RETURNS TABLE (ordinal bigint, outcome text, seq bigint, created_at timestamptz) LANGUAGE plpgsql
  SET lock_timeout = '500ms' SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
  DECLARE
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
      FROM unnest(p_chatrooms, p_senders, p_types, p_messages, p_attachments, p_client_ids, p_digests)
        WITH ORDINALITY AS d (chatroom, sender, type, message, attachment, client_id, digest, n)
    ),
    judged AS (
      SELECT d.*, h.last_seq, e.seq AS earlier_seq, e.created_at AS earlier_at, e.digest AS earlier_digest,
        CASE WHEN h.chatroom_id IS NULL THEN 'chatroom_not_found'
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

export class AppendLookups1763800000040 implements MigrationInterface {
  name = 'AppendLookups1763800000040'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(APPEND_BY_KEYS)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION append_messages')
    await runner.query(APPEND_MESSAGES)
    await runner.query('ALTER FUNCTION append_messages SET plan_cache_mode = force_generic_plan')
  }
}
