-- Blocks somebody, or does so no more. Both users' rows are locked, in the order of their ids, and then their direct chat, if they have
-- one: who is blocked can say nothing more in it from the commit on.
--   answers  set | user_not_found
CREATE OR REPLACE FUNCTION set_block(p_user uuid, p_blocked uuid, p_on boolean) RETURNS text LANGUAGE plpgsql
SET lock_timeout = '500ms' AS $$
DECLARE
  v_chatroom bigint;
BEGIN
  PERFORM FROM users u WHERE u.id IN (p_user, p_blocked) ORDER BY u.id FOR NO KEY UPDATE;
  IF NOT EXISTS (SELECT FROM users u WHERE u.id = p_blocked) THEN
    RETURN 'user_not_found';
  END IF;
  IF p_on THEN
    INSERT INTO blocks (user_id, blocked_id) VALUES (p_user, p_blocked) ON CONFLICT DO NOTHING;
  ELSE
    DELETE FROM blocks b WHERE b.user_id = p_user AND b.blocked_id = p_blocked;
  END IF;
  SELECT d.chatroom_id INTO v_chatroom FROM direct_chats d WHERE d.user_id = p_user AND d.peer_id = p_blocked;
  IF FOUND THEN
    PERFORM FROM chatroom_heads h WHERE h.chatroom_id = v_chatroom FOR NO KEY UPDATE;
    UPDATE members m SET blocked = p_on WHERE m.chatroom_id = v_chatroom AND m.user_id = p_blocked AND m.blocked <> p_on;
  END IF;
  RETURN 'set';
END
$$;
