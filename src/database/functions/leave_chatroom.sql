-- Ends a membership and writes it into the log. An owner's place goes to the longest-standing admin, else member: the successor,
-- which is an entry of its own. A private room that nobody is in any more is deleted.
--   outcome  left | deleted (with the last member) | not_a_member | forbidden (a direct chat) | chatroom_not_found | unavailable
--   first, last: the entries that were written
CREATE OR REPLACE FUNCTION leave_chatroom(
  p_chatroom bigint, p_log text, p_user uuid, p_announce boolean,
  OUT outcome text, OUT first bigint, OUT last bigint, OUT successor uuid
) LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
BEGIN
  outcome := lock_chatroom(p_chatroom, p_log, p_user, 'leave');
  IF outcome IS NOT NULL THEN
    RETURN;
  END IF;
  outcome := 'left';
  IF (SELECT m.role = 'owner' FROM members m WHERE m.chatroom_id = p_chatroom AND m.user_id = p_user) THEN
    successor := coalesce(
      (SELECT m.user_id FROM members m WHERE m.chatroom_id = p_chatroom AND m.role = 'admin' ORDER BY m.joined_seq LIMIT 1),
      (SELECT m.user_id FROM members m WHERE m.chatroom_id = p_chatroom AND m.joined_seq > 0 AND m.role = 'member'
        ORDER BY m.joined_seq LIMIT 1)
    );
    -- While there is somebody who may.
    first := unmute_before_promotion(p_chatroom, p_user, successor, 'owner', p_announce);
  END IF;
  PERFORM end_membership(p_chatroom, p_user);
  SELECT coalesce(first, e.seq), e.seq INTO first, last FROM append_event(p_chatroom, 'left', p_user, NULL, NULL, p_announce) e;
  IF successor IS NOT NULL THEN
    UPDATE members m SET role = 'owner' WHERE m.chatroom_id = p_chatroom AND m.user_id = successor;
    SELECT e.seq INTO last FROM append_event(p_chatroom, 'role', p_user, successor, '{"role":"owner"}', p_announce) e;
  END IF;
  IF (SELECT h.member_count = 0 AND c.visibility = 'private' FROM chatroom_heads h, chatrooms c
      WHERE h.chatroom_id = p_chatroom AND c.id = p_chatroom) THEN
    PERFORM remove_chatroom(p_chatroom);
    outcome := 'deleted';
  END IF;
END
$$;
