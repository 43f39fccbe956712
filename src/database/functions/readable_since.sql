-- The first seq of a room that a member may read: with history "since_joined" that of their latest entering. The one place that says
-- so; MembershipService.access hands it to everybody who reads. A plain expression: PostgreSQL puts it in the place of the call.
CREATE OR REPLACE FUNCTION readable_since(member members, settings jsonb) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN settings ->> 'history' = 'since_joined' THEN member.joined_seq ELSE 1 END
$$;
