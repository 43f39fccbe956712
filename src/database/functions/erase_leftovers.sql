-- Removes some of what is left of somebody who is erased, in no room's log.
-- Answers whether there may be more.
CREATE OR REPLACE FUNCTION erase_leftovers(p_user uuid, p_most int) RETURNS boolean LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  v_place text[];
  v_gone bigint;
BEGIN
  FOREACH v_place SLICE 1 IN ARRAY ARRAY[
    ['stars', 'user_id'], ['reports', 'user_id'], ['invites', 'created_by'], ['bans', 'user_id'], ['silences', 'user_id'],
    ['blocks', 'user_id'], ['blocks', 'blocked_id'], ['push_subscriptions', 'user_id'], ['push_notices', 'user_id'],
    ['user_names', 'user_id']
  ] LOOP
    EXECUTE format('DELETE FROM %1$I WHERE ctid = ANY (ARRAY(SELECT t.ctid FROM %1$I t WHERE t.%2$I = $1 LIMIT $2))', v_place[1], v_place[2])
      USING p_user, p_most;
    GET DIAGNOSTICS v_gone = ROW_COUNT;
    IF v_gone > 0 THEN
      RETURN true;
    END IF;
  END LOOP;
  DELETE FROM stored_bytes s WHERE s.user_id = p_user
    AND NOT EXISTS (SELECT FROM attachments a WHERE a.uploader_id = p_user);
  RETURN false;
END
$$;
