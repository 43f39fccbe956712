-- Keeps a webhook, unless there are p_most already; it begins with what is collected from now on. They are made one after the other, as
-- server keys are: whoever delivers to others does not wait for that.
--   answers  when it was made; NULL where there are too many
CREATE OR REPLACE FUNCTION make_webhook(
  p_id uuid, p_url text, p_events text[], p_chatrooms text[], p_secret bytea, p_most integer
) RETURNS timestamptz LANGUAGE plpgsql SET lock_timeout = 0 AS $$
DECLARE
  v_created timestamptz;
BEGIN
  PERFORM pg_advisory_xact_lock('webhooks'::regclass::bigint);
  INSERT INTO webhooks AS w (id, url, events, chatrooms, secret, position)
    SELECT p_id, p_url, p_events, p_chatrooms, p_secret, f.position FROM followers f
    WHERE f.name = 'collector' AND (SELECT count(*) FROM webhooks) < p_most
    RETURNING w.created_at INTO v_created;
  RETURN v_created;
END
$$;
