-- Whether a browser may still be pushed to: whoever has signed out on it, or was signed out, is told nothing there any more.
-- A plain expression: PostgreSQL puts it in the place of the call.
CREATE OR REPLACE FUNCTION may_push(subscription push_subscriptions) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT subscription.session_id IS NULL OR (
    SELECT s.ended_at IS NULL AND s.expires_at > now() FROM sessions s WHERE s.id = subscription.session_id
  )
$$;
