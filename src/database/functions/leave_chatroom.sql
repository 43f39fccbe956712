-- Lets somebody leave a room, if they may: see end_stay.
--   outcome  left | deleted (with the last member) | not_a_member | forbidden (a direct chat) | chatroom_not_found | unavailable
--   first, last: the entries that were written
CREATE OR REPLACE FUNCTION leave_chatroom(
  p_chatroom bigint, p_log text, p_user uuid, p_announce boolean,
  OUT outcome text, OUT first bigint, OUT last bigint, OUT successor uuid
) LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
BEGIN
  outcome := lock_chatroom(p_chatroom, p_log, p_user, 'leave');
  IF outcome IS NOT NULL THEN
    RETURN;
  END IF;
  SELECT CASE WHEN e.deleted THEN 'deleted' ELSE 'left' END, e.first, e.last, e.successor INTO outcome, first, last, successor
    FROM end_stay(p_chatroom, p_user, p_announce) e;
END
$$;
