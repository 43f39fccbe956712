-- Notes for followers that a message was reported, or that somebody has seen to it; not that the room has gone, and its reports with it.
CREATE OR REPLACE FUNCTION note_event_of_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO event_outbox (type, chatroom_id, subject)
      VALUES ('report.created', NEW.chatroom_id, jsonb_build_object('seq', NEW.seq, 'user_id', NEW.user_id));
  ELSIF EXISTS (SELECT FROM chatrooms c WHERE c.id = OLD.chatroom_id) THEN
    INSERT INTO event_outbox (type, chatroom_id, subject)
      VALUES ('report.closed', OLD.chatroom_id, jsonb_build_object('seq', OLD.seq, 'user_id', OLD.user_id));
  END IF;
  RETURN NULL;
END
$$;
