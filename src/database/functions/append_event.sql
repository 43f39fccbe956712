-- Writes into a room's log what has happened to it or to its members. The caller holds the lock of the room.
-- p_user: of `joined` who has brought the sender in, else whom it is about; NULL where there is nobody besides the sender.
-- p_payload: what is particular to the type.
CREATE OR REPLACE FUNCTION append_event(
  p_chatroom bigint, p_type text, p_sender uuid, p_user uuid, p_payload json, p_announce boolean, OUT seq bigint, OUT at timestamptz
) LANGUAGE plpgsql AS $$
DECLARE
  v_n bigint;
BEGIN
  UPDATE chatroom_heads h SET last_seq = h.last_seq + 1 WHERE h.chatroom_id = p_chatroom
    RETURNING h.last_seq, h.last_n INTO seq, v_n;
  at := date_trunc('milliseconds', clock_timestamp());
  INSERT INTO messages (chatroom_id, seq, n_before, type, sender_id, user_id, payload, created_at)
    VALUES (p_chatroom, seq, v_n, p_type, p_sender, p_user, p_payload, at);
  IF p_announce THEN
    PERFORM announce_heads(ARRAY[p_chatroom], ARRAY[seq]);
  END IF;
END
$$;
