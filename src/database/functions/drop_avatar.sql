-- Trigger of what has an avatar_id: a picture goes when another takes its place, and with what it is of.
CREATE OR REPLACE FUNCTION drop_avatar() RETURNS trigger LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
  DELETE FROM avatars a WHERE a.id = OLD.avatar_id AND OLD.avatar_id IS DISTINCT FROM NEW.avatar_id;
  RETURN NULL;
END
$$;
