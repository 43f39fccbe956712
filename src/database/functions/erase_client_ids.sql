-- Takes from some entries of somebody who is erased what their programs have called them, and the fingerprints. Under the locks of
-- the rooms, in the order of their ids, as the log's writer takes them.
-- Answers whether there may be more.
CREATE OR REPLACE FUNCTION erase_client_ids(p_user uuid, p_most int) RETURNS boolean LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  v_rooms bigint[];
  v_seqs bigint[];
BEGIN
  SELECT array_agg(e.chatroom_id), array_agg(e.seq) INTO v_rooms, v_seqs FROM (
    SELECT m.chatroom_id, m.seq FROM messages m WHERE m.sender_id = p_user AND m.client_id IS NOT NULL
    ORDER BY m.client_id, m.chatroom_id LIMIT p_most
  ) e;
  PERFORM FROM chatroom_heads h WHERE h.chatroom_id = ANY (v_rooms) ORDER BY h.chatroom_id FOR NO KEY UPDATE;
  -- One by one: a join that was planned while there was little to join would read the whole log.
  FOR nth IN 1 .. coalesce(cardinality(v_seqs), 0) LOOP
    UPDATE messages m SET client_id = NULL, digest = NULL WHERE m.chatroom_id = v_rooms[nth] AND m.seq = v_seqs[nth];
  END LOOP;
  RETURN v_seqs IS NOT NULL;
END
$$;
