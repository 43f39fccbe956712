-- Whether a member is in a direct chat of which one has blocked the other: then neither learns what the other one is doing.
CREATE OR REPLACE FUNCTION in_blocked_chat(member members, settings jsonb) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN settings ? 'direct' AND EXISTS (SELECT FROM members o WHERE o.chatroom_id = member.chatroom_id AND o.blocked);
END
$$;
