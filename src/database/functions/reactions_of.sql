-- The reactions to a message as they are shown, but with ids for names: the most frequent first, of each the first 20 people.
CREATE OR REPLACE FUNCTION reactions_of(p_room bigint, p_seq bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_agg(jsonb_build_object('emoji', g.emoji, 'count', g.count, 'users', g.users) ORDER BY g.count DESC, g.first)
  FROM (
    SELECT r.emoji, count(*) AS count, min(r.entry_seq) AS first, (array_agg(r.user_id ORDER BY r.entry_seq))[:20] AS users
    FROM message_reactions r WHERE r.chatroom_id = p_room AND r.seq = p_seq
    GROUP BY r.emoji
  ) g
$$;
