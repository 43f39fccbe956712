-- Takes from the disk some messages whose time is over, the longest over first: of each stays that it was there. Nobody sees them any more
-- since that moment, so nothing is written into the logs.
-- What is due is found by the time of the statement, which does not move: by a clock that does, no index serves, and all that is to
-- disappear some day would be gone through.
-- The locks are taken as the log's writer takes them: the rooms, in the order of their ids, then the attachments. What is looked up
-- after that is no older than the locks.
--   released  attachments that no message shows any more: their bytes go after the commit
--   more      whether there may be more to do at once
CREATE OR REPLACE FUNCTION expire_messages(p_most int, OUT released uuid[], OUT more boolean) LANGUAGE plpgsql
SET lock_timeout = '500ms' SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  v_rooms bigint[];
  v_seqs bigint[];
  v_count int := 0;
  v_attachment uuid;
  m record;
BEGIN
  -- Of a room that is being removed, all goes anyway.
  SELECT array_agg(due.chatroom_id), array_agg(due.seq) INTO v_rooms, v_seqs FROM (
    SELECT e.chatroom_id, e.seq FROM messages e
    CROSS JOIN LATERAL (SELECT FROM chatroom_heads h WHERE h.chatroom_id = e.chatroom_id LIMIT 1) h
    WHERE e.expires_at <= statement_timestamp() AND e.n > 0 ORDER BY e.expires_at LIMIT p_most
  ) due;
  IF v_rooms IS NULL THEN
    more := false;
    RETURN;
  END IF;
  PERFORM FROM chatroom_heads h WHERE h.chatroom_id = ANY (ARRAY(SELECT DISTINCT r FROM unnest(v_rooms) AS r ORDER BY r)) FOR NO KEY UPDATE;
  PERFORM FROM attachments a WHERE a.id = ANY (ARRAY(
    SELECT (SELECT e.attachment_id FROM messages e WHERE e.chatroom_id = d.room AND e.seq = d.seq)
    FROM unnest(v_rooms, v_seqs) AS d (room, seq)
  )) ORDER BY a.id FOR NO KEY UPDATE;
  FOR m IN
    SELECT d.room, d.seq FROM unnest(v_rooms, v_seqs) AS d (room, seq)
    WHERE (SELECT true FROM chatroom_heads h WHERE h.chatroom_id = d.room)
  LOOP
    v_attachment := apply_delete(m.room, m.seq, NULL);
    IF v_attachment IS NOT NULL THEN
      released := array_append(released, v_attachment);
    END IF;
    v_count := v_count + 1;
  END LOOP;
  more := v_count = p_most;
END
$$;
