-- Looks whether what some people were pushed of some rooms still holds, and withdraws what does not: they have read it, are no members
-- any more, or it was deleted; then they are told of the newest that is left, if there is any.
-- Parameters, as columns, and no pair twice: rooms and people, and the newest message of the room that was deleted meanwhile, or NULL:
-- whoever had it to read is told how much is left. And the name of the room, where it is gone.
-- Notices are locked in the order of their keys, and browsers after them: by everybody. What is to be updated is looked up as what is
-- inserted and conflicts. Answers how many have to be told.
CREATE OR REPLACE FUNCTION review_pushes(
  p_rooms bigint[], p_users uuid[], p_deleted bigint[], p_name text, p_unseen boolean
) RETURNS bigint LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  v_rooms bigint[];
  v_users uuid[];
BEGIN
  WITH held AS MATERIALIZED (
    SELECT n.*, a.deleted FROM (
      SELECT * FROM unnest(p_rooms, p_users, p_deleted) AS asked (room, member, deleted) ORDER BY asked.member, asked.room
    ) a
    CROSS JOIN LATERAL (
      SELECT * FROM push_notices n WHERE n.user_id = a.member AND n.chatroom_id = a.room AND n.unread > 0
      LIMIT 1 FOR NO KEY UPDATE
    ) n
  ), looked AS MATERIALIZED (
    SELECT held.user_id, held.chatroom_id, held.seq AS before, m.unread, held.deleted > m.read AS recounted,
      CASE
        WHEN m.user_id IS NULL OR m.read >= held.seq OR m.unread = 0 THEN NULL
        WHEN (SELECT is_said(e) FROM messages e WHERE e.chatroom_id = held.chatroom_id AND e.seq = held.seq) THEN held.seq
        WHEN m.quiet THEN NULL
        ELSE (
          SELECT e.seq FROM messages e
          WHERE e.chatroom_id = held.chatroom_id AND e.target_seq IS NULL AND e.seq > m.read AND is_said(e)
            AND e.sender_id <> held.user_id
            AND (SELECT true FROM blocks b WHERE b.user_id = held.user_id AND b.blocked_id = e.sender_id) IS NULL
          ORDER BY e.seq DESC LIMIT 1
        )
      END AS seq
    FROM held
    LEFT JOIN LATERAL (SELECT * FROM chatroom_heads h WHERE h.chatroom_id = held.chatroom_id LIMIT 1) h ON true
    LEFT JOIN LATERAL (
      SELECT m.user_id, s.read, s.unread, m.archived OR coalesce(m.muted_until > now(), false) AS quiet
      FROM members m CROSS JOIN LATERAL marks_of(m, h.last_n) s
      WHERE m.chatroom_id = held.chatroom_id AND m.user_id = held.user_id LIMIT 1
    ) m ON true
  ), kept AS (
    INSERT INTO push_notices AS n (user_id, chatroom_id, seq, unread, look_at, withdrawn_at)
    SELECT l.user_id, l.chatroom_id, coalesce(l.seq, l.before), CASE WHEN l.seq IS NULL THEN 0 ELSE l.unread END,
      CASE WHEN l.seq IS NOT NULL THEN least(clock_timestamp() + interval '10 minutes', (
        SELECT e.expires_at FROM messages e WHERE e.chatroom_id = l.chatroom_id AND e.seq = l.seq
      )) END,
      CASE WHEN l.seq IS NULL THEN clock_timestamp() END
    FROM looked l
    ON CONFLICT (user_id, chatroom_id) DO UPDATE SET seq = EXCLUDED.seq, unread = EXCLUDED.unread, look_at = EXCLUDED.look_at,
      withdrawn_at = EXCLUDED.withdrawn_at
    RETURNING n.user_id, n.chatroom_id, n.seq, n.unread
  ), changed AS (
    SELECT k.* FROM kept k JOIN looked l ON l.user_id = k.user_id AND l.chatroom_id = k.chatroom_id
    WHERE l.seq IS DISTINCT FROM l.before OR l.recounted
  ), noted AS (
    INSERT INTO event_outbox (type, chatroom_id, subject)
    SELECT 'message.unseen', k.chatroom_id, jsonb_build_object('user_id', k.user_id, 'seq', k.seq, 'unread', k.unread)
    FROM changed k WHERE p_unseen OR wants_unseen(k.chatroom_id)
  )
  SELECT array_agg(k.chatroom_id), array_agg(k.user_id) INTO v_rooms, v_users FROM changed k;
  IF v_rooms IS NOT NULL THEN
    PERFORM arm_pushes(v_rooms, v_users, p_name);
  END IF;
  RETURN coalesce(cardinality(v_rooms), 0);
END
$$;
