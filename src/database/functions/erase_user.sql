-- Makes nobody of somebody, at once: their row stays for what has to name them, and has nothing of them any more; signed in they are
-- nowhere. What they have said, and where they are, goes in small steps after that: erase_membership, erase_said and the like.
-- p_password: what was compared; NULL where nothing was. Then they are not erased if it is another one by now.
-- A token of an identity provider stays refused for as long as it would have worked: nobody is made anew by it.
-- Answers the sessions that have ended; NULL if nobody was erased.
CREATE OR REPLACE FUNCTION erase_user(p_user uuid, p_password text) RETURNS uuid[] LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  v_sessions uuid[];
BEGIN
  UPDATE users u SET erased = u.id, username = 'deleted', display_name = 'Deleted account', about = '', avatar_id = NULL,
    password_hash = NULL, issuer = NULL, subject = NULL, external_id = NULL, bot = false, created_at = now(),
    privacy_last_seen = 'nobody', privacy_read_receipts = false, privacy_direct = 'nobody', last_seen_at = NULL,
    version = u.version + 1
  WHERE u.id = p_user AND u.erased <> u.id AND (p_password IS NULL OR u.password_hash = p_password);
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  DELETE FROM user_names n WHERE n.user_id = p_user;
  -- In one order: two who have blocked each other may be erased at once, and do not wait for each other.
  PERFORM FROM (
    SELECT b.user_id, b.blocked_id FROM blocks b WHERE b.user_id = p_user
    UNION ALL SELECT b.user_id, b.blocked_id FROM blocks b WHERE b.blocked_id = p_user
    ORDER BY 1, 2
  ) own
  CROSS JOIN LATERAL (
    SELECT FROM blocks b WHERE b.user_id = own.user_id AND b.blocked_id = own.blocked_id LIMIT 1 FOR UPDATE
  ) locked;
  DELETE FROM blocks b WHERE b.user_id = p_user;
  DELETE FROM blocks b WHERE b.blocked_id = p_user;
  -- In the order in which whoever notes something for several of them locks them.
  PERFORM FROM push_subscriptions s WHERE s.user_id = p_user ORDER BY s.id FOR UPDATE;
  DELETE FROM push_subscriptions s WHERE s.user_id = p_user;
  SELECT coalesce(array_agg(s.id), '{}') INTO v_sessions FROM sessions s WHERE s.user_id = p_user;
  DELETE FROM sessions s WHERE s.user_id = p_user AND s.family_hash <> '';
  UPDATE sessions s SET ended_at = coalesce(s.ended_at, now()), user_agent = NULL WHERE s.user_id = p_user;
  INSERT INTO erasures (user_id) VALUES (p_user);
  RETURN v_sessions;
END
$$;
