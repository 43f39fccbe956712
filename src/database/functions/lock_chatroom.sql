-- Takes the lock of a room, which everything that writes into its log or changes it takes first, and then looks, with a later
-- statement's snapshot, whether the user may do something there, if that is asked.
-- p_log is the log that the room had when it was found by its name: ids come again with another history.
-- Answers NULL, or why not: chatroom_not_found | unavailable (the room has another log: look again) | forbidden
CREATE OR REPLACE FUNCTION lock_chatroom(
  p_chatroom bigint, p_log text, p_user uuid DEFAULT NULL, p_action text DEFAULT NULL
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_incarnation text;
BEGIN
  SELECT h.incarnation INTO v_incarnation FROM chatroom_heads h WHERE h.chatroom_id = p_chatroom FOR NO KEY UPDATE;
  RETURN CASE
    WHEN v_incarnation IS NULL THEN 'chatroom_not_found'
    WHEN v_incarnation || log_history() <> p_log THEN 'unavailable'
    WHEN p_action IS NOT NULL AND (
      SELECT may(m, p_action) FROM members m WHERE m.chatroom_id = p_chatroom AND m.user_id = p_user
    ) IS NOT TRUE THEN 'forbidden'
  END;
END
$$;
