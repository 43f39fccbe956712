-- Moves marks of members, any number in any rooms, in one transaction; none backwards.
-- Parameters, as columns, and no member twice: room, the log that it has to have, user, the seq up to which they have read, or NULL,
-- and up to which entries have reached them, or NULL.
-- Answers a row for each, counted from 1, as it is after the commit:
--   outcome  reached | moved | same | busy | not_a_member | chatroom_not_found | seq_unknown (another log, or beyond its end)
--   with the marks, what is unread, and where the log ends (NULL if it is another).
-- Both `reached` and `moved` say that a mark has moved, `reached` that `delivered` is among them.
-- Whoever's row is locked by somebody else is `busy`, and nobody waits for them: the caller tries again.
-- Each is looked up by its key, whatever the plan: to be updated, too, as what is inserted and conflicts. What is answered is looked
-- up with a later snapshot.
CREATE OR REPLACE FUNCTION set_marks(
  p_rooms bigint[], p_logs text[], p_users uuid[], p_reads bigint[], p_delivered bigint[]
) RETURNS TABLE (
  nth int, outcome text, read bigint, delivered bigint, unread bigint, unread_mentions bigint, head bigint
) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  v_history text := log_history();
  v_reached boolean[] := array_fill(NULL::boolean, ARRAY[cardinality(p_rooms)]);
  d record;
BEGIN
  FOR d IN
    WITH locked AS MATERIALIZED (
      SELECT a.nth::int AS nth, l.*
      FROM unnest(p_rooms, p_logs, p_users, p_reads, p_delivered) WITH ORDINALITY AS a (room, log, member, read, delivered, nth)
      CROSS JOIN LATERAL (
        SELECT m.chatroom_id, m.user_id, m.role, m.joined_seq, m.joined_at, coalesce(a.read, 0) AS read_seq,
          greatest(a.read, a.delivered) AS delivered_seq, greatest(a.read, a.delivered) > s.delivered AS reached
        FROM members m CROSS JOIN LATERAL marks_of(m, 0) s
        WHERE m.chatroom_id = a.room AND m.user_id = a.member AND (a.read > s.read OR greatest(a.read, a.delivered) > s.delivered)
        LIMIT 1 FOR NO KEY UPDATE OF m SKIP LOCKED
      ) l
      WHERE (
        SELECT h.incarnation || v_history = a.log AND h.last_seq >= greatest(a.read, a.delivered)
        FROM chatroom_heads h WHERE h.chatroom_id = a.room
      )
    ), stored AS (
      INSERT INTO members AS m (chatroom_id, user_id, role, joined_seq, joined_at, read_seq, read_n, delivered_seq)
      SELECT l.chatroom_id, l.user_id, l.role, l.joined_seq, l.joined_at, l.read_seq, said_before(l.chatroom_id, l.read_seq),
        l.delivered_seq
      FROM locked l
      ON CONFLICT (chatroom_id, user_id) DO UPDATE SET
        read_n = CASE WHEN excluded.read_seq > m.read_seq THEN excluded.read_n ELSE m.read_n END,
        read_seq = greatest(m.read_seq, excluded.read_seq), delivered_seq = greatest(m.delivered_seq, excluded.delivered_seq)
    )
    SELECT l.nth, l.reached FROM locked l
  LOOP
    v_reached[d.nth] := d.reached;
  END LOOP;

  RETURN QUERY
  SELECT a.nth::int,
    CASE WHEN h.chatroom_id IS NULL THEN 'chatroom_not_found'
         WHEN h.incarnation || v_history <> a.log THEN 'seq_unknown'
         WHEN m.user_id IS NULL THEN 'not_a_member'
         WHEN greatest(a.read, a.delivered) > h.last_seq THEN 'seq_unknown'
         WHEN v_reached[a.nth] THEN 'reached'
         WHEN NOT v_reached[a.nth] THEN 'moved'
         WHEN a.read > m.read OR greatest(a.read, a.delivered) > m.delivered THEN 'busy'
         ELSE 'same'
    END,
    m.read, m.delivered, m.unread, m.unread_mentions,
    CASE WHEN h.incarnation || v_history = a.log THEN h.last_seq END
  FROM unnest(p_rooms, p_logs, p_users, p_reads, p_delivered) WITH ORDINALITY AS a (room, log, member, read, delivered, nth)
  LEFT JOIN LATERAL (SELECT * FROM chatroom_heads h WHERE h.chatroom_id = a.room LIMIT 1) h ON true
  LEFT JOIN LATERAL (
    SELECT m.user_id, s.* FROM members m CROSS JOIN LATERAL marks_of(m, h.last_n) s
    WHERE m.chatroom_id = a.room AND m.user_id = a.member LIMIT 1
  ) m ON true;
END
$$;
