-- Whether the time of an entry is over: it is gone for everybody, whether or not its words have left the disk.
CREATE OR REPLACE FUNCTION is_over(entry messages) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT entry.type = 'expired' OR (entry.expires_at <= statement_timestamp()) IS TRUE
$$;
