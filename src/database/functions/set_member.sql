-- Changes what a member is in a room, if p_by may: their role, or until when they are silenced.
-- p_role: NULL to leave it. `owner` hands the room over: who owned it is an admin then. Who is made more than a
-- member is silenced no more: that is an entry before it.
-- p_silence: whether to silence them until p_until, NULL or the past for no more.
--   outcome  changed (first, last: the entries that were written, NULL where nothing is different) | forbidden | not_a_member (p_by)
--            | user_not_found (no member) | chatroom_not_found | unavailable; with what they are then
CREATE OR REPLACE FUNCTION set_member(
  p_chatroom bigint, p_log text, p_by uuid, p_user uuid, p_role text, p_silence boolean, p_until timestamptz, p_announce boolean,
  OUT outcome text, OUT first bigint, OUT last bigint, OUT role text, OUT joined_at timestamptz, OUT silenced_until timestamptz
) LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
DECLARE
  v_member members;
  v_until timestamptz := CASE WHEN p_until > clock_timestamp() THEN p_until END;
BEGIN
  outcome := lock_chatroom(p_chatroom, p_log, p_by, CASE WHEN p_role IS NULL THEN 'moderate' ELSE 'manage' END);
  IF outcome IS NOT NULL THEN
    RETURN;
  END IF;
  SELECT * INTO v_member FROM members m WHERE m.chatroom_id = p_chatroom AND m.user_id = p_user;
  IF v_member.user_id IS NULL THEN
    outcome := 'user_not_found';
    RETURN;
  END IF;
  -- Roles are the owner's to give, to all others; who is silenced has to be less than who does it.
  IF p_role IS NOT NULL AND p_by = p_user
    OR p_silence AND v_until IS NOT NULL AND coalesce(p_role, v_member.role) <> 'member'
    OR p_silence AND NOT outranks((SELECT m.role FROM members m WHERE m.chatroom_id = p_chatroom AND m.user_id = p_by),
      v_member.role)
  THEN
    outcome := 'forbidden';
    RETURN;
  END IF;
  outcome := 'changed';
  IF p_role <> v_member.role THEN
    first := unmute_before_promotion(p_chatroom, p_by, p_user, p_role, p_announce);
    -- In this order: no moment without an owner.
    SELECT coalesce(first, e.seq), e.seq INTO first, last
      FROM append_event(p_chatroom, 'role', p_by, p_user, json_build_object('role', p_role), p_announce) e;
    UPDATE members m SET role = p_role
      WHERE m.chatroom_id = p_chatroom AND m.user_id = p_user;
    IF p_role = 'owner' THEN
      UPDATE members m SET role = 'admin' WHERE m.chatroom_id = p_chatroom AND m.user_id = p_by;
      SELECT e.seq INTO last FROM append_event(p_chatroom, 'role', p_by, p_by, '{"role":"admin"}', p_announce) e;
    END IF;
  END IF;
  IF p_silence AND coalesce(p_role, v_member.role) = 'member'
    AND v_until IS DISTINCT FROM (CASE WHEN v_member.silenced_until > clock_timestamp() THEN v_member.silenced_until END)
  THEN
    UPDATE members m SET silenced_until = v_until WHERE m.chatroom_id = p_chatroom AND m.user_id = p_user;
    SELECT coalesce(first, e.seq), e.seq INTO first, last FROM append_event(
      p_chatroom, CASE WHEN v_until IS NULL THEN 'unmuted' ELSE 'muted' END, p_by, p_user,
      CASE WHEN v_until IS NOT NULL THEN json_build_object('until', iso_time(v_until)) END, p_announce
    ) e;
  END IF;
  SELECT m.role, m.joined_at, m.silenced_until INTO role, joined_at, silenced_until
    FROM members m WHERE m.chatroom_id = p_chatroom AND m.user_id = p_user;
END
$$;
