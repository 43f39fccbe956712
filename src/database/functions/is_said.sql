-- Whether an entry is something that was said and is still there: what can be answered, changed, starred and forwarded.
CREATE OR REPLACE FUNCTION is_said(entry messages) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT entry.n IS NOT NULL AND entry.type NOT IN ('deleted', 'expired') AND (entry.expires_at <= statement_timestamp()) IS NOT TRUE
$$;
