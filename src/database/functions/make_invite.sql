-- Makes an invite of a room, if the user may. Those that let nobody in any more make room for it.
-- p_expires_in: seconds, NULL for never. p_most: how many a room may have.
--   outcome  made | too_many | forbidden | not_a_member | chatroom_not_found | unavailable
CREATE OR REPLACE FUNCTION make_invite(
  p_chatroom bigint, p_log text, p_user uuid, p_code text, p_max_uses int, p_expires_in int, p_most int,
  OUT outcome text, OUT expires_at timestamptz
) LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
BEGIN
  outcome := lock_chatroom(p_chatroom, p_log, p_user, 'invite');
  IF outcome IS NOT NULL THEN
    RETURN;
  END IF;
  outcome := 'made';
  IF (SELECT count(*) FROM invites i WHERE i.chatroom_id = p_chatroom) >= p_most THEN
    DELETE FROM invites i WHERE i.chatroom_id = p_chatroom AND NOT lets_in(i, clock_timestamp());
    IF NOT FOUND THEN
      outcome := 'too_many';
      RETURN;
    END IF;
  END IF;
  expires_at := date_trunc('milliseconds', clock_timestamp()) + make_interval(secs => p_expires_in);
  INSERT INTO invites (code, chatroom_id, created_by, max_uses, expires_at)
    VALUES (p_code, p_chatroom, p_user, p_max_uses, make_invite.expires_at);
END
$$;
