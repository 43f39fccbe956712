-- Blocks somebody, or takes that back. Both users' rows are locked, in the order of their ids, and then their direct chat, if they have
-- one: who is blocked can say nothing more in it from the commit on.
--   answers  changed | same | too_many (p_most are blocked) | user_not_found
CREATE OR REPLACE FUNCTION set_block(p_user uuid, p_blocked uuid, p_on boolean, p_most integer) RETURNS text LANGUAGE plpgsql
SET lock_timeout = '500ms'
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  v_there integer;
  v_chatroom bigint;
BEGIN
  PERFORM FROM users u WHERE u.id IN (p_user, p_blocked) AND u.erased <> u.id ORDER BY u.id FOR NO KEY UPDATE;
  GET DIAGNOSTICS v_there = ROW_COUNT;
  IF v_there < 2 THEN
    RETURN 'user_not_found';
  ELSIF p_on = EXISTS (SELECT FROM blocks b WHERE b.user_id = p_user AND b.blocked_id = p_blocked) THEN
    RETURN 'same';
  ELSIF p_on AND (SELECT count(*) FROM blocks b WHERE b.user_id = p_user) >= p_most THEN
    RETURN 'too_many';
  ELSIF p_on THEN
    INSERT INTO blocks (user_id, blocked_id) VALUES (p_user, p_blocked);
  ELSE
    DELETE FROM blocks b WHERE b.user_id = p_user AND b.blocked_id = p_blocked;
  END IF;
  -- Whatever the bus loses: what they see of others is looked at again where they are connected.
  UPDATE users SET version = version + 1 WHERE id = p_blocked;
  SELECT d.chatroom_id INTO v_chatroom FROM direct_chats d WHERE d.user_id = p_user AND d.peer_id = p_blocked;
  IF FOUND THEN
    PERFORM FROM chatroom_heads h WHERE h.chatroom_id = v_chatroom FOR NO KEY UPDATE;
    UPDATE members m SET blocked = p_on WHERE m.chatroom_id = v_chatroom AND m.user_id = p_blocked;
  END IF;
  RETURN 'changed';
END
$$;
