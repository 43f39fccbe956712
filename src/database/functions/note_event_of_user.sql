-- Notes for followers that there is somebody new, that something of them has changed, or that they were erased.
CREATE OR REPLACE FUNCTION note_event_of_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.erased = OLD.erased
    AND (NEW.username, NEW.display_name, NEW.about, NEW.avatar_id, NEW.bot, NEW.external_id)
      IS NOT DISTINCT FROM (OLD.username, OLD.display_name, OLD.about, OLD.avatar_id, OLD.bot, OLD.external_id)
  THEN
    RETURN NULL;
  END IF;
  INSERT INTO event_outbox (type, subject) VALUES (
    CASE WHEN TG_OP = 'INSERT' THEN 'user.created' WHEN NEW.erased <> OLD.erased THEN 'user.erased' ELSE 'user.updated' END,
    jsonb_build_object('user_id', NEW.id)
  );
  RETURN NULL;
END
$$;
