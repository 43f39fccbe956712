-- Takes an invite of a room back, if the user may: who has made it, owner and admins.
--   answers  revoked | invite_not_found | forbidden | not_a_member | chatroom_not_found | unavailable
CREATE OR REPLACE FUNCTION revoke_invite(p_chatroom bigint, p_log text, p_user uuid, p_code text) RETURNS text LANGUAGE plpgsql
SET lock_timeout = '500ms' AS $$
DECLARE
  v_refusal text := lock_chatroom(p_chatroom, p_log, p_user, 'invite');
BEGIN
  IF v_refusal IS NOT NULL THEN
    RETURN v_refusal;
  END IF;
  DELETE FROM invites i WHERE i.code = p_code AND i.chatroom_id = p_chatroom AND lets_in(i, clock_timestamp())
    AND (i.created_by = p_user OR (
      SELECT m.role <> 'member' FROM members m WHERE m.chatroom_id = p_chatroom AND m.user_id = p_user
    ));
  RETURN CASE WHEN FOUND THEN 'revoked' ELSE 'invite_not_found' END;
END
$$;
