-- How far a member is in a room, and how much of it is left to read.
-- last_n: of the room, in the caller's snapshot, in which the rest is looked up, too.
-- Whoever says something has read all before it: what was said last counts like a mark, unless they have made things unread since
-- (own_seq). That need not be written with each message: the index messages_said_by knows what somebody has said last.
--   unread           what was said after that, but for what they have said themselves, what was deleted, and whose time is over
--   unread_mentions  of that, what mentions them, by name or with everybody; but not from whom they have blocked
-- What was taken away from the log's beginning counts as read.
-- Put in the place of the call by the planner. The orders by `n` say which index serves: no other has it so, where others would look as
-- cheap while the log is short, and read all of it.
CREATE OR REPLACE FUNCTION marks_of(member members, last_n bigint) RETURNS TABLE (
  read bigint, delivered bigint, unread bigint, unread_mentions bigint
) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT at.read, greatest(member.delivered_seq, said.seq, at.read),
    last_n - at.n - (
      SELECT count(*) FROM (
        SELECT FROM messages o
        WHERE o.sender_id = member.user_id AND o.chatroom_id = member.chatroom_id AND o.n > at.n AND o.n > 0 ORDER BY o.n
      ) own
    ) - (
      SELECT count(*) FROM (
        SELECT FROM messages d
        WHERE d.chatroom_id = member.chatroom_id AND d.type IN ('deleted', 'expired') AND d.n > at.n AND d.sender_id <> member.user_id ORDER BY d.n
      ) gone
    ) - (
      SELECT count(*) FROM (
        SELECT FROM messages d
        WHERE d.chatroom_id = member.chatroom_id AND d.expires_at <= statement_timestamp() AND d.type <> 'deleted' AND d.n > at.n
          AND d.sender_id <> member.user_id ORDER BY d.expires_at
      ) over
    ), (
      SELECT count(DISTINCT e.seq) FROM mentions e
      WHERE e.chatroom_id = member.chatroom_id
        AND e.user_id IN (member.user_id, '00000000-0000-0000-0000-000000000000'::uuid)
        AND e.seq > at.read AND e.sender_id <> member.user_id
        AND (e.expires_at <= statement_timestamp()) IS NOT TRUE
        AND (SELECT true FROM blocks b WHERE b.user_id = member.user_id AND b.blocked_id = e.sender_id) IS NULL
    )
  FROM (SELECT) one
  LEFT JOIN LATERAL (
    SELECT o.seq, o.n FROM messages o
    WHERE o.sender_id = member.user_id AND o.chatroom_id = member.chatroom_id AND o.n > 0
    ORDER BY o.n DESC LIMIT 1
  ) said ON said.seq > member.own_seq
  LEFT JOIN LATERAL (
    SELECT h.first_seq - 1 AS seq, h.gone_n AS n FROM chatroom_heads h WHERE h.chatroom_id = member.chatroom_id LIMIT 1
  ) gone ON true
  CROSS JOIN LATERAL (
    SELECT greatest(gone.seq, CASE WHEN said.seq > member.read_seq THEN said.seq ELSE member.read_seq END) AS read,
      greatest(gone.n, CASE WHEN said.seq > member.read_seq THEN said.n ELSE member.read_n END) AS n
  ) at
$$;
