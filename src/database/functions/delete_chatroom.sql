-- Removes a room, its head and its members, if the user may, and notes in the same transaction that its messages are still to go.
-- The room's lock comes first, as everywhere, so that nothing can deadlock.
--   answers  deleted | forbidden | chatroom_not_found (it was gone already) | unavailable
CREATE OR REPLACE FUNCTION delete_chatroom(p_chatroom bigint, p_log text, p_user uuid) RETURNS text LANGUAGE plpgsql
SET lock_timeout = '500ms' AS $$
DECLARE
  v_refusal text := lock_chatroom(p_chatroom, p_log, p_user, 'delete');
BEGIN
  IF v_refusal IS NOT NULL THEN
    RETURN v_refusal;
  END IF;
  DELETE FROM chatrooms c WHERE c.id = p_chatroom;
  INSERT INTO deleted_chatrooms VALUES (p_chatroom);
  RETURN 'deleted';
END
$$;
