-- Keeps where a browser is to be pushed to, once or again; of more than p_most of the user's, however many come at once, the oldest go.
-- What was to be told to whoever had it before is forgotten. A session of an external token ends with that, within the hour: a browser
-- is not to fall silent then.
CREATE OR REPLACE FUNCTION subscribe_push(
  p_id bytea, p_user uuid, p_session uuid, p_endpoint text, p_p256dh text, p_auth text, p_most integer
) RETURNS void LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
BEGIN
  PERFORM FROM users u WHERE u.id = p_user FOR NO KEY UPDATE;
  DELETE FROM push_tasks t WHERE t.subscription_id = p_id
    AND (SELECT s.user_id FROM push_subscriptions s WHERE s.id = p_id) <> p_user;
  INSERT INTO push_subscriptions AS s (id, user_id, session_id, endpoint, p256dh, auth)
    VALUES (p_id, p_user, (SELECT o.id FROM sessions o WHERE o.id = p_session AND o.family_hash <> ''), p_endpoint, p_p256dh, p_auth)
    ON CONFLICT (id) DO UPDATE SET user_id = EXCLUDED.user_id, session_id = EXCLUDED.session_id, p256dh = EXCLUDED.p256dh,
      auth = EXCLUDED.auth, failures = greatest(s.failures, 1),
      created_at = CASE WHEN s.user_id = EXCLUDED.user_id THEN s.created_at ELSE now() END;
  DELETE FROM push_subscriptions s WHERE s.id = ANY (ARRAY(
    SELECT o.id FROM push_subscriptions o WHERE o.user_id = p_user ORDER BY o.created_at DESC OFFSET p_most
  ));
END
$$;
