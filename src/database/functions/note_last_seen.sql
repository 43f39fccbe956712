-- Notes when people were last there; none earlier than is noted already, and nothing of who is erased.
-- Parameters, as columns: user, and how many seconds ago that was, by the database's clock.
-- One after the other, in the order of the users: several nodes may note the same people at once.
CREATE OR REPLACE FUNCTION note_last_seen(p_users uuid[], p_ago double precision[]) RETURNS void LANGUAGE plpgsql
SET lock_timeout = '500ms' SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  d record;
BEGIN
  FOR d IN
    SELECT a.id, date_trunc('milliseconds', now() - make_interval(secs => a.ago)) AS at
    FROM unnest(p_users, p_ago) AS a (id, ago) ORDER BY a.id
  LOOP
    UPDATE users u SET last_seen_at = d.at WHERE u.id = d.id AND u.erased <> u.id AND (u.last_seen_at IS NULL OR u.last_seen_at < d.at);
  END LOOP;
END
$$;
