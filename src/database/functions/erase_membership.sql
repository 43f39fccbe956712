-- Takes somebody who is erased out of one of the rooms that they are in, direct chats, too: there the other one can read on, and say
-- nothing more to nobody. From then on they can say nothing there: nobody who is erased comes in again.
-- Answers the room, NULL where they are in none; and its log, name, and what end_stay answers, NULL where it has just gone.
CREATE OR REPLACE FUNCTION erase_membership(
  p_user uuid, p_announce boolean,
  OUT chatroom bigint, OUT name text, OUT log text, OUT first bigint, OUT last bigint, OUT successor uuid, OUT deleted boolean
) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
  SELECT m.chatroom_id INTO chatroom FROM members m WHERE m.user_id = p_user ORDER BY m.chatroom_id LIMIT 1;
  SELECT h.incarnation || log_history() INTO log FROM chatroom_heads h WHERE h.chatroom_id = chatroom FOR NO KEY UPDATE;
  SELECT c.name INTO name FROM chatrooms c, members m WHERE c.id = chatroom AND m.chatroom_id = c.id AND m.user_id = p_user;
  IF NOT FOUND THEN
    log := NULL;
    RETURN;
  END IF;
  DELETE FROM mentions e WHERE e.chatroom_id = chatroom AND e.user_id = p_user;
  DELETE FROM direct_chats d WHERE d.chatroom_id = chatroom AND d.user_id = p_user;
  IF FOUND THEN
    UPDATE members m SET blocked = true WHERE m.chatroom_id = chatroom AND m.user_id <> p_user;
  END IF;
  SELECT e.first, e.last, e.successor, e.deleted INTO first, last, successor, deleted FROM end_stay(chatroom, p_user, p_announce) e;
END
$$;
