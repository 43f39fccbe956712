-- The votes in a poll as they are shown, but with ids for names: by option, of each the first 20 people.
CREATE OR REPLACE FUNCTION votes_of(p_room bigint, p_seq bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_agg(jsonb_build_object('option', g.option, 'count', g.count, 'users', g.users) ORDER BY g.option)
  FROM (
    SELECT o.option, count(*) AS count, (array_agg(v.user_id ORDER BY v.entry_seq))[:20] AS users
    FROM poll_votes v CROSS JOIN unnest(v.options) AS o (option)
    WHERE v.chatroom_id = p_room AND v.seq = p_seq
    GROUP BY o.option
  ) g
$$;
