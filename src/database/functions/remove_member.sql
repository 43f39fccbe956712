-- Takes somebody out of a room, if p_by may and is above them. p_ban: and keeps them out, member or not, until p_until, NULL for ever.
-- What they have invited others with, and asked for themselves, goes with them.
--   outcome  removed (first, last: the entry that was written, NULL where they are banned like this already; waited: their request to be
--            let in is settled by it) | forbidden
--            | not_a_member (p_by) | user_not_found (to be removed: no member) | chatroom_not_found | unavailable
CREATE OR REPLACE FUNCTION remove_member(
  p_chatroom bigint, p_log text, p_by uuid, p_user uuid, p_ban boolean, p_until timestamptz, p_reason text, p_announce boolean,
  OUT outcome text, OUT first bigint, OUT last bigint, OUT waited boolean
) LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
DECLARE
  v_role text;
  v_same boolean;
BEGIN
  outcome := lock_chatroom(p_chatroom, p_log, p_by, 'moderate');
  IF outcome IS NOT NULL THEN
    RETURN;
  END IF;
  SELECT m.role INTO v_role FROM members m WHERE m.chatroom_id = p_chatroom AND m.user_id = p_user;
  IF v_role IS NULL AND NOT p_ban THEN
    outcome := 'user_not_found';
    RETURN;
  END IF;
  IF NOT outranks((SELECT m.role FROM members m WHERE m.chatroom_id = p_chatroom AND m.user_id = p_by), coalesce(v_role, 'member')) THEN
    outcome := 'forbidden';
    RETURN;
  END IF;
  outcome := 'removed';
  IF p_ban THEN
    SELECT b.until IS NOT DISTINCT FROM p_until INTO v_same FROM bans b
      WHERE b.chatroom_id = p_chatroom AND b.user_id = p_user AND (b.until IS NULL OR b.until > clock_timestamp());
    INSERT INTO bans AS b (chatroom_id, user_id, banned_by, until, reason)
      VALUES (p_chatroom, p_user, p_by, p_until, p_reason)
    ON CONFLICT (chatroom_id, user_id) DO UPDATE SET banned_by = p_by, until = p_until, reason = p_reason,
      created_at = CASE WHEN b.until <= clock_timestamp() THEN now() ELSE b.created_at END;
    DELETE FROM join_requests r WHERE r.chatroom_id = p_chatroom AND r.user_id = p_user;
    waited := FOUND;
  END IF;
  DELETE FROM invites i WHERE i.chatroom_id = p_chatroom AND i.created_by = p_user;
  IF v_role IS NOT NULL THEN
    PERFORM end_membership(p_chatroom, p_user);
  ELSIF v_same THEN
    RETURN;
  END IF;
  SELECT e.seq, e.seq INTO first, last FROM append_event(
    p_chatroom, CASE WHEN p_ban THEN 'banned' ELSE 'removed' END, p_by, p_user,
    CASE WHEN p_until IS NOT NULL THEN json_build_object('until', iso_time(p_until)) END, p_announce
  ) e;
END
$$;
