-- Notes for followers that a room was made or deleted. Of one that is gone, nobody can look the name up any more.
CREATE OR REPLACE FUNCTION note_event_of_chatroom() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO event_outbox (type, chatroom_id, subject) VALUES ('chatroom.created', NEW.id, '{}');
  ELSE
    INSERT INTO event_outbox (type, chatroom_id, subject) VALUES ('chatroom.deleted', OLD.id, jsonb_build_object('name', OLD.name));
  END IF;
  RETURN NULL;
END
$$;
