-- Notes for the browsers of some people that they are to be told how a room is, and that this is due.
-- Parameters, as columns, and no pair twice: rooms and people; and the name of the room, where it is gone.
-- Browsers are locked in the order of their ids: by everybody who notes it for several.
CREATE OR REPLACE FUNCTION arm_pushes(p_rooms bigint[], p_users uuid[], p_name text) RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  v_ids bytea[] := ARRAY(
    SELECT DISTINCT s.id FROM unnest(p_users) AS asked (id)
    CROSS JOIN LATERAL (SELECT s.id FROM push_subscriptions s WHERE s.user_id = asked.id AND may_push(s) LIMIT 1000) s
  );
BEGIN
  PERFORM FROM push_subscriptions s WHERE s.id = ANY (v_ids) ORDER BY s.id FOR NO KEY UPDATE;
  INSERT INTO push_tasks AS t (subscription_id, chatroom_id, chatroom)
  SELECT s.id, asked.room, named.name
  FROM unnest(p_rooms, p_users) AS asked (room, member)
  CROSS JOIN LATERAL (SELECT coalesce(p_name, (SELECT c.name FROM chatrooms c WHERE c.id = asked.room)) AS name) named
  CROSS JOIN LATERAL (SELECT s.id FROM push_subscriptions s WHERE s.user_id = asked.member AND s.id = ANY (v_ids) LIMIT 1000) s
  WHERE named.name IS NOT NULL
  ON CONFLICT (subscription_id, chatroom_id) DO UPDATE SET version = t.version + 1, created_at = clock_timestamp();
  UPDATE push_subscriptions s SET due_at = coalesce(s.due_at, clock_timestamp()) WHERE s.id = ANY (v_ids);
END
$$;
