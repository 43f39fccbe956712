-- Whether a member is in a direct chat of which one has blocked the other: then neither learns what the other one is doing.
-- A plain expression: PostgreSQL puts it in the place of the call.
CREATE OR REPLACE FUNCTION in_blocked_chat(member members, settings jsonb) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT settings ? 'direct' AND EXISTS (SELECT FROM members o WHERE o.chatroom_id = member.chatroom_id AND o.blocked)
$$;
