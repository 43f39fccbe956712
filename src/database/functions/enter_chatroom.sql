-- Makes somebody a member, unless the room is full, and writes it into the log: all before that counts as read. Into an empty room:
-- as its owner.
--   outcome  entered | already | chatroom_full | chatroom_not_found | unavailable
CREATE OR REPLACE FUNCTION enter_chatroom(
  p_chatroom bigint, p_log text, p_user uuid, p_announce boolean,
  OUT outcome text, OUT role text, OUT seq bigint, OUT at timestamptz
) LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
DECLARE
  v_head chatroom_heads;
BEGIN
  outcome := lock_chatroom(p_chatroom, p_log);
  IF outcome IS NOT NULL THEN
    RETURN;
  END IF;
  SELECT 'already', m.role, m.joined_seq, m.joined_at INTO outcome, role, seq, at
    FROM members m WHERE m.chatroom_id = p_chatroom AND m.user_id = p_user;
  IF FOUND THEN
    RETURN;
  END IF;
  SELECT * INTO v_head FROM chatroom_heads h WHERE h.chatroom_id = p_chatroom;
  IF v_head.member_count >= v_head.max_members THEN
    outcome := 'chatroom_full';
    RETURN;
  END IF;
  outcome := 'entered';
  role := CASE WHEN v_head.member_count = 0 THEN 'owner' ELSE 'member' END;
  SELECT e.seq, e.at INTO seq, at FROM append_event(p_chatroom, 'joined', p_user, NULL, p_announce) e;
  INSERT INTO members (chatroom_id, user_id, role, joined_seq, joined_at, read_seq, read_n, delivered_seq)
    VALUES (p_chatroom, p_user, role, seq, at, seq, v_head.last_n, seq);
  UPDATE chatroom_heads SET member_count = member_count + 1 WHERE chatroom_id = p_chatroom;
  UPDATE users SET version = version + 1 WHERE id = p_user;
END
$$;
