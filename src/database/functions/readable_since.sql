-- The first seq of a room that a member may read: where the log begins, or with history "since_joined" that of their latest entering.
-- The one place that says so; MembershipService.access hands it to everybody who reads. In PL/pgSQL, as all
-- functions that look something up: in SQL it would be planned anew for each statement that calls it.
CREATE OR REPLACE FUNCTION readable_since(member members, settings jsonb) RETURNS bigint LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN greatest(
    (SELECT h.first_seq FROM chatroom_heads h WHERE h.chatroom_id = member.chatroom_id),
    CASE WHEN settings ->> 'history' = 'since_joined' THEN member.joined_seq END
  );
END
$$;
