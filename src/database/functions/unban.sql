-- Lets somebody into a room again, if p_by may; whoever is not banned stays so.
--   outcome  unbanned (first, last: the entry that was written, NULL where they were not banned) | forbidden | not_a_member (p_by)
--            | chatroom_not_found | unavailable
CREATE OR REPLACE FUNCTION unban(
  p_chatroom bigint, p_log text, p_by uuid, p_user uuid, p_announce boolean, OUT outcome text, OUT first bigint, OUT last bigint
) LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
DECLARE
  v_held boolean;
BEGIN
  outcome := lock_chatroom(p_chatroom, p_log, p_by, 'moderate');
  IF outcome IS NOT NULL THEN
    RETURN;
  END IF;
  DELETE FROM bans b WHERE b.chatroom_id = p_chatroom AND b.user_id = p_user
    RETURNING b.until IS NULL OR b.until > clock_timestamp() INTO v_held;
  IF v_held THEN
    SELECT e.seq, e.seq INTO first, last FROM append_event(p_chatroom, 'unbanned', p_by, p_user, NULL, p_announce) e;
  END IF;
  outcome := 'unbanned';
END
$$;
