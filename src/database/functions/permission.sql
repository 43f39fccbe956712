-- Whether a member may do something in a room with these settings at a moment: the twin of membership/policy.ts, tested against it
-- cell by cell. The row is as the caller has read it, under whatever lock it holds. Of a stranger there is no row, and no answer:
-- only 'granted' grants.
--   granted | not_a_member (no such action) | forbidden | muted
-- A plain expression: PostgreSQL puts it in the place of the call.
CREATE OR REPLACE FUNCTION permission(member members, settings jsonb, action text, at timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN action IN ('read', 'list_members') THEN 'granted'
    -- In a direct chat: the other one has blocked them.
    WHEN member.blocked THEN 'forbidden'
    WHEN action IN ('edit', 'react') THEN 'granted'
    WHEN action IN ('send', 'forward') THEN CASE
      WHEN member.role IN ('admin', 'owner') THEN 'granted'
      WHEN settings ->> 'who_can_send' = 'admins' THEN 'forbidden'
      WHEN member.silenced_until > at THEN 'muted'
      ELSE 'granted'
    END
    WHEN action = 'pin' AND settings ->> 'who_can_pin' = 'admins' AND member.role = 'member' THEN 'forbidden'
    WHEN action = 'pin' THEN 'granted'
    -- What follows changes who is in a room: in a direct chat that are these two for ever.
    WHEN settings ? 'direct' THEN 'forbidden'
    WHEN action = 'leave' THEN 'granted'
    WHEN action = 'invite' AND settings ->> 'who_can_invite' = 'admins' AND member.role = 'member' THEN 'forbidden'
    WHEN action = 'invite' THEN 'granted'
    WHEN action IN ('moderate', 'update') THEN CASE WHEN member.role IN ('admin', 'owner') THEN 'granted' ELSE 'forbidden' END
    WHEN action IN ('delete', 'manage') THEN CASE WHEN member.role = 'owner' THEN 'granted' ELSE 'forbidden' END
    ELSE 'not_a_member'
  END
$$;
