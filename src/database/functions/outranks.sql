-- Whether one role is above another: the owner above admins, these above members. Nobody is above their like.
CREATE OR REPLACE FUNCTION outranks(one text, other text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT one = 'owner' AND other <> 'owner' OR one = 'admin' AND other = 'member'
$$;
