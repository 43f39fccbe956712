-- Makes somebody a member, by whatever way, and writes it into the log: all before that counts as read. Whoever comes into an empty
-- room owns it. The one way in: what keeps people out, and how many there may be, is looked at here, under the lock of the room.
-- p_way  create | enter (by themselves) | add (by p_by, who may) | invite (by p_code, an invite of this room)
-- p_most_requests: how many may wait to be let in.
--   outcome  entered (waited: their request to be let in is settled by it) | already | requested | waiting (they have asked before)
--            | banned (until) | chatroom_full
--            | forbidden | not_a_member (p_by) | user_not_found (erased) | invite_not_found | rate_limited (too many wait) | chatroom_not_found | unavailable
CREATE OR REPLACE FUNCTION enter_chatroom(
  p_chatroom bigint, p_log text, p_user uuid, p_way text, p_by uuid, p_code text, p_most_requests int, p_announce boolean,
  OUT outcome text, OUT role text, OUT seq bigint, OUT at timestamptz, OUT silenced_until timestamptz, OUT until timestamptz,
  OUT waited boolean
) LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
DECLARE
  v_head chatroom_heads;
  v_private boolean;
  v_others int;
BEGIN
  outcome := CASE WHEN p_way = 'add' THEN lock_chatroom(p_chatroom, p_log, p_by, 'invite') ELSE lock_chatroom(p_chatroom, p_log) END;
  IF outcome IS NOT NULL THEN
    RETURN;
  END IF;
  SELECT * INTO v_head FROM chatroom_heads h WHERE h.chatroom_id = p_chatroom;
  SELECT c.visibility = 'private' INTO v_private FROM chatrooms c WHERE c.id = p_chatroom;
  SELECT 'already', m.role, m.joined_seq, m.joined_at, m.silenced_until INTO outcome, role, seq, at, silenced_until
    FROM members m WHERE m.chatroom_id = p_chatroom AND m.user_id = p_user;
  IF FOUND THEN
    outcome := CASE WHEN v_head.settings ? 'direct' AND p_way = 'enter' THEN 'forbidden' ELSE 'already' END;
    RETURN;
  END IF;
  -- Locked until the commit: whoever is erased while they come in is found here, or comes in before that.
  PERFORM FROM users u WHERE u.id = p_user AND u.erased <> u.id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    outcome := 'user_not_found';
    RETURN;
  END IF;
  IF p_way = 'enter' AND v_private THEN
    outcome := 'chatroom_not_found';
    RETURN;
  END IF;
  IF p_way = 'invite' AND NOT EXISTS (
    SELECT FROM invites i WHERE i.code = p_code AND i.chatroom_id = p_chatroom AND lets_in(i, clock_timestamp())
  ) THEN
    outcome := 'invite_not_found';
    RETURN;
  END IF;
  -- Whoever has asked to come in is not brought in against their will.
  IF p_way = 'add' AND EXISTS (SELECT FROM blocks b WHERE b.user_id = p_user AND b.blocked_id = p_by)
    AND NOT EXISTS (SELECT FROM join_requests r WHERE r.chatroom_id = p_chatroom AND r.user_id = p_user)
  THEN
    outcome := 'forbidden';
    RETURN;
  END IF;
  SELECT 'banned', b.until INTO outcome, until FROM bans b
    WHERE b.chatroom_id = p_chatroom AND b.user_id = p_user AND (b.until IS NULL OR b.until > clock_timestamp());
  IF FOUND THEN
    RETURN;
  END IF;
  -- Into an empty room nobody could let them.
  IF p_way = 'enter' AND v_head.settings ->> 'join' = 'approval' AND v_head.member_count > 0 THEN
    SELECT count(*) INTO v_others FROM (
      SELECT FROM join_requests r WHERE r.chatroom_id = p_chatroom AND r.user_id <> p_user LIMIT p_most_requests
    ) others;
    IF v_others >= p_most_requests THEN
      outcome := 'rate_limited';
      RETURN;
    END IF;
    INSERT INTO join_requests (chatroom_id, user_id) VALUES (p_chatroom, p_user) ON CONFLICT DO NOTHING;
    outcome := CASE WHEN FOUND THEN 'requested' ELSE 'waiting' END;
    RETURN;
  END IF;
  IF v_head.member_count >= v_head.max_members THEN
    outcome := 'chatroom_full';
    RETURN;
  END IF;
  outcome := 'entered';
  role := CASE WHEN v_head.member_count = 0 THEN 'owner' ELSE 'member' END;
  SELECT e.seq, e.at INTO seq, at FROM append_event(p_chatroom, 'joined', p_user, p_by, NULL, p_announce) e;
  DELETE FROM silences s WHERE s.chatroom_id = p_chatroom AND s.user_id = p_user
    RETURNING CASE WHEN v_head.member_count > 0 THEN s.until END INTO silenced_until;
  INSERT INTO members (chatroom_id, user_id, role, joined_seq, joined_at, read_seq, read_n, delivered_seq, silenced_until)
    VALUES (p_chatroom, p_user, role, seq, at, seq, v_head.last_n, seq, silenced_until);
  UPDATE chatroom_heads SET member_count = member_count + 1 WHERE chatroom_id = p_chatroom;
  UPDATE users SET version = version + 1 WHERE id = p_user;
  UPDATE invites SET uses = uses + 1 WHERE code = p_code AND p_way = 'invite';
  DELETE FROM join_requests r WHERE r.chatroom_id = p_chatroom AND r.user_id = p_user;
  waited := FOUND;
END
$$;
