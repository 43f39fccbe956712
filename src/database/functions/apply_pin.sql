-- Pins a message in its room, or no longer. Which are, and in which order they were, is known to the room.
CREATE OR REPLACE FUNCTION apply_pin(p_room bigint, p_target bigint, p_pinned boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE messages m SET pinned = CASE WHEN p_pinned THEN true END WHERE m.chatroom_id = p_room AND m.seq = p_target;
  UPDATE chatroom_heads h SET pinned = array_remove(h.pinned, p_target)
    WHERE h.chatroom_id = p_room AND NOT p_pinned AND p_target = ANY (h.pinned);
  UPDATE chatroom_heads h SET pinned = array_append(h.pinned, p_target)
    WHERE h.chatroom_id = p_room AND p_pinned AND p_target <> ALL (h.pinned);
END
$$;
