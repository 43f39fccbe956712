-- Keeps a picture, and answers its id: to be called where that is stored with what the picture is of.
CREATE OR REPLACE FUNCTION keep_avatar(p_data bytea) RETURNS uuid LANGUAGE sql AS $$
  INSERT INTO avatars (id, data) VALUES (gen_random_uuid(), p_data) RETURNING id
$$;
