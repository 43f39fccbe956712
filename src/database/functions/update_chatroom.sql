-- Changes what is not NULL, if the user may. One call, so that no room stays locked while a node thinks.
--   answers  updated | forbidden | chatroom_full (max_members below member_count) | chatroom_not_found | unavailable
CREATE OR REPLACE FUNCTION update_chatroom(
  p_chatroom bigint, p_log text, p_user uuid, p_description text, p_max_members integer
) RETURNS text LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
DECLARE
  v_refusal text := lock_chatroom(p_chatroom, p_log, p_user, 'update');
BEGIN
  IF v_refusal IS NOT NULL THEN
    RETURN v_refusal;
  END IF;
  IF EXISTS (SELECT FROM chatroom_heads h WHERE h.chatroom_id = p_chatroom AND h.member_count > p_max_members) THEN
    RETURN 'chatroom_full';
  END IF;
  UPDATE chatroom_heads SET max_members = p_max_members WHERE chatroom_id = p_chatroom AND p_max_members IS NOT NULL;
  UPDATE chatrooms SET description = p_description WHERE id = p_chatroom AND p_description IS NOT NULL;
  RETURN 'updated';
END
$$;
