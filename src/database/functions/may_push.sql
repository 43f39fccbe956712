-- Whether a browser may still be pushed to: whoever has signed out on it, or was signed out, is told nothing there any more.
CREATE OR REPLACE FUNCTION may_push(subscription push_subscriptions) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN subscription.session_id IS NULL OR (
    SELECT s.ended_at IS NULL AND s.expires_at > now() FROM sessions s WHERE s.id = subscription.session_id
  );
END
$$;
