-- Whether an invite still lets somebody in at a moment. A plain expression: PostgreSQL puts it in the place of the call.
CREATE OR REPLACE FUNCTION lets_in(invite invites, at timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (invite.expires_at IS NULL OR invite.expires_at > at) AND (invite.max_uses IS NULL OR invite.uses < invite.max_uses)
$$;
