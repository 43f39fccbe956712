-- How far a member is in a room, and how much of it is left to read.
-- last_n: of the room, in the caller's snapshot, in which the rest is looked up, too.
-- Whoever says something has read all before it: what was said last counts like a mark, unless they have made things unread since
-- (own_seq). That need not be written with each message: the index messages_said_by knows what somebody has said last.
--   unread           what was said after that, but for what they have said themselves and what was deleted
--   unread_mentions  of that, what mentions them, by name or with everybody
-- Put in the place of the call by the planner.
CREATE OR REPLACE FUNCTION marks_of(member members, last_n bigint) RETURNS TABLE (
  read bigint, delivered bigint, unread bigint, unread_mentions bigint
) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT at.read, greatest(member.delivered_seq, said.seq, at.read),
    last_n - at.n - (
      SELECT count(*) FROM messages o
      WHERE o.sender_id = member.user_id AND o.chatroom_id = member.chatroom_id AND o.seq > at.read AND o.n IS NOT NULL
    ) - (
      SELECT count(*) FROM messages d
      WHERE d.chatroom_id = member.chatroom_id AND d.type = 'deleted' AND d.n > at.n AND d.sender_id <> member.user_id
    ), (
      SELECT count(DISTINCT e.seq) FROM mentions e
      WHERE e.chatroom_id = member.chatroom_id
        AND e.user_id IN (member.user_id, '00000000-0000-0000-0000-000000000000'::uuid)
        AND e.seq > at.read AND e.sender_id <> member.user_id
    )
  FROM (SELECT) one
  LEFT JOIN LATERAL (
    SELECT o.seq, o.n FROM messages o
    WHERE o.sender_id = member.user_id AND o.chatroom_id = member.chatroom_id AND o.n IS NOT NULL AND o.seq > member.own_seq
    ORDER BY o.seq DESC LIMIT 1
  ) said ON true
  CROSS JOIN LATERAL (
    SELECT CASE WHEN said.seq > member.read_seq THEN said.seq ELSE member.read_seq END AS read,
      CASE WHEN said.seq > member.read_seq THEN said.n ELSE member.read_n END AS n
  ) at
$$;
