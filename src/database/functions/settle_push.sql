-- Notes what has come of pushing to a browser. What it was to be told anew meanwhile is due at once.
--   p_done, p_versions  rooms of which it was told, or is not to be, and the version of that task
--   p_told              rooms of which it was told something, or perhaps was
--   p_pause             seconds for which it is left alone, because something could not be sent; else NULL. What could not be sent in a
--                       day is given up.
CREATE OR REPLACE FUNCTION settle_push(p_id bytea, p_done bigint[], p_versions integer[], p_told bigint[], p_pause double precision)
RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  v_user uuid := (SELECT s.user_id FROM push_subscriptions s WHERE s.id = p_id);
  v_room bigint;
BEGIN
  -- What a crash takes back is pushed once more.
  PERFORM set_config('synchronous_commit', 'off', true);
  -- Room by room: PostgreSQL may look through all notices of somebody for a list of rooms.
  FOREACH v_room IN ARRAY p_told LOOP
    UPDATE push_notices n SET at = clock_timestamp() WHERE n.user_id = v_user AND n.chatroom_id = v_room;
  END LOOP;
  -- Withdrawn, and nothing will come of that room any more.
  FOREACH v_room IN ARRAY p_done LOOP
    DELETE FROM push_notices n WHERE n.user_id = v_user AND n.chatroom_id = v_room AND n.look_at IS NULL
      AND (SELECT true FROM members m WHERE m.chatroom_id = n.chatroom_id AND m.user_id = v_user) IS NULL;
  END LOOP;
  -- Whoever notes something for it has it locked: from here on nothing is overlooked.
  PERFORM FROM push_subscriptions s WHERE s.id = p_id FOR NO KEY UPDATE;
  DELETE FROM push_tasks t USING unnest(p_done, p_versions) AS done (room, version)
    WHERE t.subscription_id = p_id AND t.chatroom_id = done.room AND t.version = done.version;
  IF p_pause IS NOT NULL THEN
    DELETE FROM push_tasks t WHERE t.subscription_id = p_id AND t.created_at < now() - interval '1 day';
  END IF;
  UPDATE push_subscriptions s SET
    failures = CASE WHEN p_pause IS NULL THEN 0 ELSE s.failures + 1 END,
    due_at = CASE
      WHEN (SELECT true FROM push_tasks t WHERE t.subscription_id = p_id LIMIT 1)
        THEN clock_timestamp() + make_interval(secs => coalesce(p_pause, 0))
    END
  WHERE s.id = p_id;
END
$$;
