-- Whether a member may do something in the room of the membership: the twin of membership/policy.ts, tested against it cell by
-- cell. The row is as the caller has read it, under whatever lock it holds; of a stranger it is NULL, and so is the answer.
-- A plain expression: PostgreSQL puts it in the place of the call.
CREATE OR REPLACE FUNCTION may(member members, action text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE action
    WHEN 'read' THEN member.role IN ('member', 'admin', 'owner')
    WHEN 'send' THEN member.role IN ('member', 'admin', 'owner')
    WHEN 'forward' THEN member.role IN ('member', 'admin', 'owner')
    WHEN 'edit' THEN member.role IN ('member', 'admin', 'owner')
    WHEN 'react' THEN member.role IN ('member', 'admin', 'owner')
    WHEN 'pin' THEN member.role IN ('member', 'admin', 'owner')
    WHEN 'moderate' THEN member.role IN ('admin', 'owner')
    WHEN 'list_members' THEN member.role IN ('member', 'admin', 'owner')
    WHEN 'update' THEN member.role IN ('admin', 'owner')
    WHEN 'delete' THEN member.role = 'owner'
  END
$$;
