-- Ends a membership and writes it into the log. An owner's place goes to the longest-standing admin, else member: the successor,
-- which is an entry of its own. A private room that nobody is in any more is deleted.
--   outcome  left | deleted (with the last member) | not_a_member | forbidden (a direct chat) | chatroom_not_found | unavailable
--   first, last: the entries that were written
CREATE OR REPLACE FUNCTION leave_chatroom(
  p_chatroom bigint, p_log text, p_user uuid, p_announce boolean,
  OUT outcome text, OUT first bigint, OUT last bigint, OUT successor uuid
) LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
DECLARE
  v_role text;
BEGIN
  outcome := lock_chatroom(p_chatroom, p_log, p_user, 'leave');
  IF outcome IS NOT NULL THEN
    RETURN;
  END IF;
  v_role := end_membership(p_chatroom, p_user);
  SELECT e.seq, e.seq INTO first, last FROM append_event(p_chatroom, 'left', p_user, NULL, NULL, p_announce) e;
  outcome := 'left';
  IF v_role = 'owner' THEN
    UPDATE members SET role = 'owner', silenced_until = NULL WHERE chatroom_id = p_chatroom AND user_id = coalesce(
      (SELECT m.user_id FROM members m WHERE m.chatroom_id = p_chatroom AND m.role <> 'member' ORDER BY m.joined_seq LIMIT 1),
      (SELECT m.user_id FROM members m WHERE m.chatroom_id = p_chatroom AND m.joined_seq > 0 ORDER BY m.joined_seq LIMIT 1)
    ) RETURNING user_id INTO successor;
    IF successor IS NOT NULL THEN
      SELECT e.seq INTO last FROM append_event(p_chatroom, 'role', p_user, successor, '{"role":"owner"}', p_announce) e;
    END IF;
  END IF;
  IF (SELECT h.member_count = 0 AND c.visibility = 'private' FROM chatroom_heads h, chatrooms c
      WHERE h.chatroom_id = p_chatroom AND c.id = p_chatroom) THEN
    PERFORM remove_chatroom(p_chatroom);
    outcome := 'deleted';
  END IF;
END
$$;
