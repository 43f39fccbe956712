-- Deletes, as if by them, some of what somebody who is erased has said in the room that comes after a place in the order of rooms
-- and `n`: with an entry for each, so that whoever has it learns it. What they called it by is gone, too.
-- Answers the next place, NULL where they have said nothing after this one; of the room its name, log, and the first and the last of
-- the entries, NULL where there are none; released: attachments that no message shows any more.
CREATE OR REPLACE FUNCTION erase_said(
  p_user uuid, p_chatroom bigint, p_n bigint, p_most int, p_announce boolean,
  OUT chatroom bigint, OUT n bigint, OUT name text, OUT log text, OUT first bigint, OUT last bigint, OUT released uuid[]
) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  v_from bigint;
  v_seqs bigint[];
  v_attachments uuid[];
  v_n bigint;
  v_at timestamptz;
BEGIN
  SELECT m.chatroom_id, m.n - 1 INTO chatroom, v_from FROM messages m
    WHERE m.sender_id = p_user AND m.n > 0 AND (m.chatroom_id, m.n) > (p_chatroom, p_n) ORDER BY m.chatroom_id, m.n LIMIT 1;
  IF chatroom IS NULL THEN
    RETURN;
  END IF;
  PERFORM FROM chatroom_heads h WHERE h.chatroom_id = chatroom FOR NO KEY UPDATE;
  SELECT max(s.n), array_agg(s.seq ORDER BY s.seq) FILTER (WHERE s.there),
      array_agg(s.attachment_id) FILTER (WHERE s.attachment_id IS NOT NULL)
    INTO n, v_seqs, v_attachments
  FROM (
    SELECT m.n, m.seq, m.attachment_id, is_said(m) AS there FROM messages m
    WHERE m.sender_id = p_user AND m.chatroom_id = chatroom AND m.n > v_from AND m.n > 0 ORDER BY m.n LIMIT p_most
  ) s;
  -- A room that is gone is purged, with all of it; what was purged meanwhile is passed by.
  n := coalesce(n, v_from + 1);
  SELECT c.name INTO name FROM chatrooms c WHERE c.id = chatroom;
  IF name IS NULL OR v_seqs IS NULL THEN
    RETURN;
  END IF;
  PERFORM FROM attachments a WHERE a.id = ANY (v_attachments) ORDER BY a.id FOR NO KEY UPDATE;
  UPDATE chatroom_heads h SET last_seq = h.last_seq + cardinality(v_seqs) WHERE h.chatroom_id = chatroom
    RETURNING h.last_seq, h.last_n, h.incarnation || log_history() INTO last, v_n, log;
  first := last - cardinality(v_seqs) + 1;
  v_at := date_trunc('milliseconds', clock_timestamp());
  INSERT INTO messages (chatroom_id, seq, n_before, type, sender_id, target_seq, created_at)
    SELECT chatroom, first + s.nth - 1, v_n, 'delete', p_user, s.seq, v_at FROM unnest(v_seqs) WITH ORDINALITY AS s (seq, nth);
  SELECT apply_changes(
    array_agg(chatroom), array_agg(first + s.nth - 1), array_agg(s.seq), array_agg('delete'::text), array_agg(p_user),
    array_agg(NULL::text), array_agg(NULL::json), v_at
  ) INTO released FROM unnest(v_seqs) WITH ORDINALITY AS s (seq, nth);
  IF p_announce THEN
    PERFORM announce_heads(ARRAY[chatroom], ARRAY[last]);
  END IF;
END
$$;
