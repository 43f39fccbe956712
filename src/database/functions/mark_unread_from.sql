-- Makes everything in a room from an entry on unread to a member, backwards or forwards; what has reached them stays so.
-- The member's row is locked first. Answers as set_marks.
CREATE OR REPLACE FUNCTION mark_unread_from(
  p_chatroom bigint, p_log text, p_user uuid, p_seq bigint,
  OUT outcome text, OUT read bigint, OUT delivered bigint, OUT unread bigint, OUT unread_mentions bigint, OUT head bigint
) LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
DECLARE
  v_head chatroom_heads;
  v_delivered bigint;
BEGIN
  PERFORM FROM members m WHERE m.chatroom_id = p_chatroom AND m.user_id = p_user FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    outcome := CASE WHEN EXISTS (SELECT FROM chatroom_heads h WHERE h.chatroom_id = p_chatroom)
      THEN 'not_a_member' ELSE 'chatroom_not_found' END;
    RETURN;
  END IF;
  SELECT * INTO v_head FROM chatroom_heads h WHERE h.chatroom_id = p_chatroom;
  IF v_head.incarnation || log_history() <> p_log OR p_seq > v_head.last_seq THEN
    outcome := 'seq_unknown';
    head := CASE WHEN v_head.incarnation || log_history() = p_log THEN v_head.last_seq END;
    RETURN;
  END IF;
  -- What they may not read cannot become unread.
  SELECT greatest(p_seq, readable_since(m, v_head.settings)) INTO p_seq FROM members m
    WHERE m.chatroom_id = p_chatroom AND m.user_id = p_user;
  SELECT s.delivered INTO v_delivered FROM members m, LATERAL marks_of(m, 0) s
    WHERE m.chatroom_id = p_chatroom AND m.user_id = p_user;
  UPDATE members m SET read_seq = p_seq - 1, read_n = said_before(p_chatroom, p_seq - 1),
    delivered_seq = greatest(p_seq - 1, v_delivered),
    own_seq = coalesce((
      SELECT o.seq FROM messages o WHERE o.sender_id = p_user AND o.chatroom_id = p_chatroom AND o.n > 0
      ORDER BY o.n DESC LIMIT 1
    ), 0)
  WHERE m.chatroom_id = p_chatroom AND m.user_id = p_user;
  SELECT CASE WHEN s.delivered > v_delivered THEN 'reached' ELSE 'moved' END, s.read, s.delivered, s.unread, s.unread_mentions,
      h.last_seq
    INTO outcome, read, delivered, unread, unread_mentions, head
  FROM members m, chatroom_heads h, LATERAL marks_of(m, h.last_n) s
  WHERE m.chatroom_id = p_chatroom AND m.user_id = p_user AND h.chatroom_id = p_chatroom;
END
$$;
