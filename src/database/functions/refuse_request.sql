-- Does not let somebody in who waits for it, if p_by may refuse, or is who waits.
--   answers  refused | user_not_found (nobody who waits) | forbidden | chatroom_not_found | unavailable
CREATE OR REPLACE FUNCTION refuse_request(p_chatroom bigint, p_log text, p_by uuid, p_user uuid) RETURNS text LANGUAGE plpgsql
SET lock_timeout = '500ms' AS $$
DECLARE
  v_refusal text := lock_chatroom(p_chatroom, p_log, p_by, CASE WHEN p_by <> p_user THEN 'moderate' END);
BEGIN
  IF v_refusal IS NOT NULL THEN
    RETURN v_refusal;
  END IF;
  DELETE FROM join_requests r WHERE r.chatroom_id = p_chatroom AND r.user_id = p_user;
  RETURN CASE WHEN FOUND THEN 'refused' ELSE 'user_not_found' END;
END
$$;
