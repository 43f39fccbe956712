-- Keeps a server key, unless there are p_most already. They are made one after the other, each by this one statement: however many come
-- at once, they wait for each other for as long as a statement may take.
--   answers  when it was made; NULL where there are too many
CREATE OR REPLACE FUNCTION make_server_key(p_id uuid, p_name text, p_scopes text[], p_hash bytea, p_most integer)
RETURNS timestamptz LANGUAGE plpgsql SET lock_timeout = 0 AS $$
DECLARE
  v_created timestamptz;
BEGIN
  PERFORM pg_advisory_xact_lock('server_keys'::regclass::bigint);
  INSERT INTO server_keys AS k (id, name, scopes, hash)
    SELECT p_id, p_name, p_scopes, p_hash WHERE (SELECT count(*) FROM server_keys) < p_most
    RETURNING k.created_at INTO v_created;
  RETURN v_created;
END
$$;
