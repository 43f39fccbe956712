-- Whether somebody's webhook asks for message.unseen of a room.
CREATE OR REPLACE FUNCTION wants_unseen(p_room bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (
    SELECT FROM webhooks w WHERE w.events && ARRAY['message.unseen', 'message.*', '*']
      AND (w.chatrooms IS NULL OR (SELECT c.name FROM chatrooms c WHERE c.id = p_room) = ANY (w.chatrooms))
  );
END
$$;
