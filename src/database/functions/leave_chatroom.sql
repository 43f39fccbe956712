-- Ends a membership and writes it into the log. An owner's place goes to the longest-standing admin, else member: the successor,
-- if anybody is there.
--   outcome  left | not_a_member | chatroom_not_found | unavailable
CREATE OR REPLACE FUNCTION leave_chatroom(
  p_chatroom bigint, p_log text, p_user uuid, p_announce boolean,
  OUT outcome text, OUT seq bigint, OUT at timestamptz, OUT successor uuid
) LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
DECLARE
  v_role text;
BEGIN
  outcome := lock_chatroom(p_chatroom, p_log);
  IF outcome IS NOT NULL THEN
    RETURN;
  END IF;
  DELETE FROM members m WHERE m.chatroom_id = p_chatroom AND m.user_id = p_user RETURNING m.role INTO v_role;
  IF NOT FOUND THEN
    outcome := 'not_a_member';
    RETURN;
  END IF;
  IF v_role = 'owner' THEN
    UPDATE members SET role = 'owner' WHERE chatroom_id = p_chatroom AND user_id = (
      SELECT m.user_id FROM members m WHERE m.chatroom_id = p_chatroom
      ORDER BY (m.role = 'admin') DESC, m.joined_seq LIMIT 1
    ) RETURNING user_id INTO successor;
  END IF;
  outcome := 'left';
  SELECT e.seq, e.at INTO seq, at FROM append_event(p_chatroom, 'left', p_user, NULL, p_announce) e;
  UPDATE chatroom_heads SET member_count = member_count - 1 WHERE chatroom_id = p_chatroom;
END
$$;
