-- Notes that some people are to be told of a message in a room: with what is unread for them, for their browsers and, where somebody
-- asks for it, as an event. Parameters, as columns, and no pair twice: rooms, people, and the `seq` of the newest message.
CREATE OR REPLACE FUNCTION note_pushes(p_rooms bigint[], p_users uuid[], p_seqs bigint[], p_unseen boolean) RETURNS void
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  v_rooms bigint[];
  v_users uuid[];
BEGIN
  WITH told AS (
    INSERT INTO push_notices AS n (user_id, chatroom_id, seq, unread, look_at)
    SELECT a.member, a.room, a.seq, m.unread, least(clock_timestamp() + interval '1 minute', (
      SELECT e.expires_at FROM messages e WHERE e.chatroom_id = a.room AND e.seq = a.seq
    ))
    FROM unnest(p_rooms, p_users, p_seqs) AS a (room, member, seq)
    CROSS JOIN LATERAL (SELECT * FROM chatroom_heads h WHERE h.chatroom_id = a.room LIMIT 1) h
    CROSS JOIN LATERAL (
      SELECT s.unread FROM members m CROSS JOIN LATERAL marks_of(m, h.last_n) s
      WHERE m.chatroom_id = a.room AND m.user_id = a.member LIMIT 1
    ) m
    WHERE m.unread > 0
    ORDER BY a.member, a.room
    ON CONFLICT (user_id, chatroom_id) DO UPDATE SET seq = EXCLUDED.seq, unread = EXCLUDED.unread, look_at = EXCLUDED.look_at,
      withdrawn_at = NULL
    WHERE n.seq < EXCLUDED.seq
    RETURNING n.user_id, n.chatroom_id, n.seq, n.unread
  ), noted AS (
    INSERT INTO event_outbox (type, chatroom_id, subject)
    SELECT 'message.unseen', t.chatroom_id, jsonb_build_object('user_id', t.user_id, 'seq', t.seq, 'unread', t.unread)
    FROM told t WHERE p_unseen OR wants_unseen(t.chatroom_id)
  )
  SELECT array_agg(t.chatroom_id), array_agg(t.user_id) INTO v_rooms, v_users FROM told t;
  IF v_rooms IS NOT NULL THEN
    PERFORM arm_pushes(v_rooms, v_users, NULL);
  END IF;
END
$$;
