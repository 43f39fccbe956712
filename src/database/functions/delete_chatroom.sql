-- Removes a room, if the user may.
--   answers  deleted | not_a_member | forbidden | chatroom_not_found (it was gone already) | unavailable
CREATE OR REPLACE FUNCTION delete_chatroom(p_chatroom bigint, p_log text, p_user uuid) RETURNS text LANGUAGE plpgsql
SET lock_timeout = '500ms' AS $$
DECLARE
  v_refusal text := lock_chatroom(p_chatroom, p_log, p_user, 'delete');
BEGIN
  IF v_refusal IS NOT NULL THEN
    RETURN v_refusal;
  END IF;
  PERFORM remove_chatroom(p_chatroom);
  RETURN 'deleted';
END
$$;
