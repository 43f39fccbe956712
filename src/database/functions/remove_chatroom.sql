-- Takes a room away with its head, its members and all that belongs to it but the messages, of which it notes that they are still
-- to go. The caller holds the lock of the room.
CREATE OR REPLACE FUNCTION remove_chatroom(p_chatroom bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM chatrooms c WHERE c.id = p_chatroom;
  INSERT INTO deleted_chatrooms VALUES (p_chatroom);
END
$$;
