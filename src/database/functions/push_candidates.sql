-- Who may have to be woken up for what was said in some rooms, whether they are connected or not; and for which message: the newest of
-- these that is not their own nor of somebody whom they have blocked, in a room that is muted or archived the newest that mentions them.
-- Who was told of it already, or has read it, is not among them.
-- Parameters, as columns, and no room twice: rooms, and which entries.
--   p_unseen       whether everybody is to be told of in events, not only who has a browser to be woken up on
--   p_subscribers  how many browsers there are, about: of a larger room, its members are found by them
--   p_late         whether it is enough that a message has reached somebody: they were connected when it came
CREATE OR REPLACE FUNCTION push_candidates(
  p_rooms bigint[], p_firsts bigint[], p_lasts bigint[], p_unseen boolean, p_subscribers bigint, p_late boolean
) RETURNS TABLE (chatroom_id bigint, user_id uuid, seq bigint) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  r record;
BEGIN
  FOR r IN
    SELECT a.room, a.first, a.last, h.member_count, p_unseen OR wants_unseen(a.room) AS of_all, said.seqs, said.senders
    FROM unnest(p_rooms, p_firsts, p_lasts) AS a (room, first, last)
    CROSS JOIN LATERAL (SELECT * FROM chatroom_heads h WHERE h.chatroom_id = a.room LIMIT 1) h
    CROSS JOIN LATERAL (
      SELECT array_agg(newest.seq ORDER BY newest.seq DESC) AS seqs, array_agg(newest.sender_id ORDER BY newest.seq DESC) AS senders
      FROM (
        SELECT e.sender_id, max(e.seq) AS seq FROM messages e
        WHERE e.chatroom_id = a.room AND e.seq BETWEEN a.first AND a.last AND is_said(e) GROUP BY e.sender_id
      ) newest
    ) said
    WHERE said.seqs IS NOT NULL
  LOOP
    RETURN QUERY
    SELECT r.room, (x.m).user_id, wanted.seq
    FROM (
      SELECT m FROM members m WHERE r.of_all AND m.chatroom_id = r.room
      UNION ALL
      SELECT m FROM members m
      WHERE NOT r.of_all AND r.member_count <= p_subscribers AND m.chatroom_id = r.room
        AND (SELECT true FROM push_subscriptions s WHERE s.user_id = m.user_id LIMIT 1)
      UNION ALL
      SELECT m.m FROM (
        SELECT DISTINCT s.user_id FROM push_subscriptions s WHERE NOT r.of_all AND r.member_count > p_subscribers
      ) s
      CROSS JOIN LATERAL (SELECT m FROM members m WHERE m.chatroom_id = r.room AND m.user_id = s.user_id LIMIT 1) m
    ) x
    CROSS JOIN LATERAL (
      SELECT CASE WHEN (x.m).archived OR (x.m).muted_until > now() THEN (
        SELECT max(e.seq) FROM mentions e
        WHERE e.chatroom_id = r.room AND e.user_id IN ((x.m).user_id, '00000000-0000-0000-0000-000000000000'::uuid)
          AND e.seq BETWEEN r.first AND r.last AND e.sender_id <> (x.m).user_id
          AND (SELECT true FROM blocks b WHERE b.user_id = (x.m).user_id AND b.blocked_id = e.sender_id) IS NULL
      ) ELSE (
        SELECT s.seq FROM unnest(r.seqs, r.senders) WITH ORDINALITY AS s (seq, sender, nth)
        WHERE s.sender <> (x.m).user_id
          AND (SELECT true FROM blocks b WHERE b.user_id = (x.m).user_id AND b.blocked_id = s.sender) IS NULL
        ORDER BY s.nth LIMIT 1
      ) END AS seq
    ) wanted
    CROSS JOIN LATERAL marks_of(x.m, 0) k
    WHERE wanted.seq > CASE WHEN p_late THEN k.delivered ELSE k.read END AND wanted.seq > coalesce((
      SELECT n.seq FROM push_notices n WHERE n.user_id = (x.m).user_id AND n.chatroom_id = r.room
    ), 0);
  END LOOP;
END
$$;
