-- Owner and admins are not silenced: who becomes one of them, and is, is silenced no more, and that is an entry, whose seq is
-- answered; NULL where there is nothing to say. The caller holds the lock of the room.
CREATE OR REPLACE FUNCTION unmute_before_promotion(
  p_chatroom bigint, p_by uuid, p_user uuid, p_role text, p_announce boolean
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  v_until timestamptz;
BEGIN
  IF p_role = 'member' THEN
    RETURN NULL;
  END IF;
  SELECT m.silenced_until INTO v_until FROM members m WHERE m.chatroom_id = p_chatroom AND m.user_id = p_user;
  UPDATE members m SET silenced_until = NULL WHERE m.chatroom_id = p_chatroom AND m.user_id = p_user;
  IF v_until > clock_timestamp() THEN
    RETURN (SELECT e.seq FROM append_event(p_chatroom, 'unmuted', p_by, p_user, NULL, p_announce) e);
  END IF;
  RETURN NULL;
END
$$;
