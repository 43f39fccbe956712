-- Counts with every attachment that gets its size or goes, in the same transaction: it cannot drift from the rows.
CREATE OR REPLACE FUNCTION count_stored_bytes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_more bigint := coalesce(NEW.size, 0) - coalesce(OLD.size, 0);
BEGIN
  IF v_more <> 0 THEN
    INSERT INTO stored_bytes AS s VALUES (coalesce(NEW.uploader_id, OLD.uploader_id), v_more)
      ON CONFLICT (user_id) DO UPDATE SET bytes = s.bytes + v_more;
  END IF;
  RETURN NULL;
END
$$;
