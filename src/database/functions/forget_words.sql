-- A message is found by nothing any more. To be called after its row has been changed: a follower that has read it before that
-- sees the deletion in the log.
CREATE OR REPLACE FUNCTION forget_words(p_room bigint, p_seq bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM message_words w WHERE w.chatroom_id = p_room AND w.seq = p_seq;
END
$$;
