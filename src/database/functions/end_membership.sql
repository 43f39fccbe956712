-- Takes somebody out of a room, and answers what they were in it; NULL for who was no member. The caller holds the lock of the room.
-- A silence that is not over waits for them: whoever leaves and comes back is as silent as before.
CREATE OR REPLACE FUNCTION end_membership(p_chatroom bigint, p_user uuid) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_role text;
  v_silenced_until timestamptz;
BEGIN
  DELETE FROM members m WHERE m.chatroom_id = p_chatroom AND m.user_id = p_user
    RETURNING m.role, m.silenced_until INTO v_role, v_silenced_until;
  IF v_role IS NULL THEN
    RETURN NULL;
  END IF;
  UPDATE chatroom_heads SET member_count = member_count - 1 WHERE chatroom_id = p_chatroom;
  IF v_silenced_until > clock_timestamp() THEN
    INSERT INTO silences (chatroom_id, user_id, until) VALUES (p_chatroom, p_user, v_silenced_until)
    ON CONFLICT (chatroom_id, user_id) DO UPDATE SET until = v_silenced_until;
  END IF;
  RETURN v_role;
END
$$;
