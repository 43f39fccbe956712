-- The chat of two people: found, or made with both in it. Both users' rows are locked, in the order of their ids: it is made once,
-- whoever asks and however often at once, and a block or a change of privacy comes before or after it.
-- p_name, p_folded_name: of the room, if it is made.
--   outcome  made | exists | forbidden (blocked by the other, or not among those from whom they want to hear) | user_not_found
CREATE OR REPLACE FUNCTION open_direct(
  p_user uuid, p_peer uuid, p_name text, p_folded_name text, p_announce boolean, OUT outcome text, OUT chatroom bigint
) LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
DECLARE
  v_direct text;
BEGIN
  PERFORM FROM users u WHERE u.id IN (p_user, p_peer) ORDER BY u.id FOR NO KEY UPDATE;
  SELECT u.privacy_direct INTO v_direct FROM users u WHERE u.id = p_peer;
  IF v_direct IS NULL OR EXISTS (SELECT FROM users u WHERE u.id IN (p_user, p_peer) AND u.erased = u.id) THEN
    outcome := 'user_not_found';
    RETURN;
  END IF;
  IF EXISTS (SELECT FROM blocks b WHERE b.user_id = p_peer AND b.blocked_id = p_user) THEN
    outcome := 'forbidden';
    RETURN;
  END IF;
  SELECT d.chatroom_id, 'exists' INTO chatroom, outcome FROM direct_chats d WHERE d.user_id = p_user AND d.peer_id = p_peer;
  IF FOUND THEN
    RETURN;
  END IF;
  IF v_direct = 'nobody' OR v_direct = 'shared_rooms' AND NOT share_a_room(p_user, p_peer) THEN
    outcome := 'forbidden';
    RETURN;
  END IF;
  outcome := 'made';
  INSERT INTO chatrooms (name, folded_name, kind, visibility, created_by)
    VALUES (p_name, p_folded_name, 'direct', 'private', p_user) RETURNING id INTO chatroom;
  INSERT INTO chatroom_heads (chatroom_id, max_members, member_count, settings) VALUES (chatroom, 2, 2, '{"direct":true}');
  INSERT INTO members (chatroom_id, user_id, role, joined_seq, joined_at, read_seq, delivered_seq, blocked)
    SELECT chatroom, a.id, 'member', e.seq, e.at, e.seq, e.seq,
      EXISTS (SELECT FROM blocks b WHERE b.user_id = p_user AND b.blocked_id = a.id)
    FROM unnest(ARRAY[p_user, p_peer]) WITH ORDINALITY AS a (id, nth)
    CROSS JOIN LATERAL append_event(chatroom, 'joined', a.id, NULL, NULL, p_announce) e
    ORDER BY a.nth;
  INSERT INTO direct_chats (user_id, peer_id, chatroom_id) VALUES (p_user, p_peer, chatroom), (p_peer, p_user, chatroom);
  UPDATE users u SET version = version + 1 WHERE u.id IN (p_user, p_peer);
END
$$;
