-- Takes the lock of a room, which everything that writes into its log or changes it takes first, and then looks, with a later
-- statement's snapshot, whether the user may do something there, if that is asked.
-- p_log is the log that the room had when it was found by its name: ids come again with another history.
-- Answers NULL, or why not: chatroom_not_found | unavailable (the room has another log: look again) | not_a_member | forbidden
CREATE OR REPLACE FUNCTION lock_chatroom(
  p_chatroom bigint, p_log text, p_user uuid DEFAULT NULL, p_action text DEFAULT NULL
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_head chatroom_heads;
  v_permission text;
BEGIN
  SELECT * INTO v_head FROM chatroom_heads h WHERE h.chatroom_id = p_chatroom FOR NO KEY UPDATE;
  IF v_head.chatroom_id IS NULL THEN
    RETURN 'chatroom_not_found';
  ELSIF v_head.incarnation || log_history() <> p_log THEN
    RETURN 'unavailable';
  ELSIF p_action IS NULL THEN
    RETURN NULL;
  END IF;
  SELECT permission(m, v_head.settings, p_action, clock_timestamp()) INTO v_permission
    FROM members m WHERE m.chatroom_id = p_chatroom AND m.user_id = p_user;
  IF v_permission IS NULL THEN
    -- Whoever has just left a private room learns nothing of it any more.
    -- Whoever is outside may not govern it, whether they enter or not.
    RETURN CASE
      WHEN (SELECT c.visibility FROM chatrooms c WHERE c.id = p_chatroom) = 'private' THEN 'chatroom_not_found'
      WHEN p_action IN ('moderate', 'update', 'manage', 'delete') THEN 'forbidden'
      ELSE 'not_a_member'
    END;
  END IF;
  RETURN nullif(v_permission, 'granted');
END
$$;
