-- Which history of the database this is: the second half of every room's log (the first is its incarnation, made with the room).
-- It is made of what the database physically is, so that nothing has to be stored or agreed upon: the cluster, its timeline
-- (a standby that is promoted begins one, and so does every recovery to a point in time), the database, which its copy in the same
-- cluster is not, and the table, which a restored dump makes anew. All but the last cannot change under a session that has seen
-- the database out of recovery: a setting of the session keeps them. A standby has no history of its own: it answers as a database that is starting up does.
CREATE OR REPLACE FUNCTION log_history() RETURNS text STABLE LANGUAGE plpgsql AS $$
DECLARE
  v_server text := current_setting('chat.server', true);
BEGIN
  IF v_server IS NULL OR v_server = '' THEN
    IF pg_is_in_recovery() THEN
      RAISE EXCEPTION 'a standby has no log of its own' USING ERRCODE = 'cannot_connect_now';
    END IF;
    SELECT system_identifier || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8) || '/' || d.oid INTO v_server
      FROM pg_control_system(), pg_database d WHERE d.datname = current_database();
    PERFORM set_config('chat.server', v_server, false);
  END IF;
  RETURN to_hex(hashtextextended(v_server || '/' || 'chatroom_heads'::regclass::oid, 0));
END
$$;
