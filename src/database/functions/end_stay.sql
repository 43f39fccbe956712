-- Ends a membership and writes it into the log. An owner's place goes to the longest-standing admin, else member: the successor,
-- which is an entry of its own. A private room that nobody is in any more is deleted. The caller holds the lock of the room, and has
-- seen that they are a member.
--   first, last: the entries that were written; deleted: whether the room is
CREATE OR REPLACE FUNCTION end_stay(
  p_chatroom bigint, p_user uuid, p_announce boolean, OUT first bigint, OUT last bigint, OUT successor uuid, OUT deleted boolean
) LANGUAGE plpgsql AS $$
BEGIN
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
  deleted := (SELECT h.member_count = 0 AND c.visibility = 'private' FROM chatroom_heads h, chatrooms c
    WHERE h.chatroom_id = p_chatroom AND c.id = p_chatroom);
  IF deleted THEN
    PERFORM remove_chatroom(p_chatroom);
  END IF;
END
$$;
