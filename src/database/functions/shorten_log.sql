-- Lets a room's log begin with the first entry that is not older than a moment: what lies before it is gone for everybody from then on.
-- Its rows go afterwards, in small steps: see take_away_beginning. Answers whether it begins later than before.
CREATE OR REPLACE FUNCTION shorten_log(p_chatroom bigint, p_oldest timestamptz) RETURNS boolean LANGUAGE plpgsql
SET lock_timeout = '500ms' AS $$
DECLARE
  v_first bigint;
  v_end bigint;
  v_middle bigint;
BEGIN
  -- Entries are numbered in the order of their times, without a gap.
  SELECT h.first_seq, h.last_seq + 1 INTO v_first, v_end FROM chatroom_heads h WHERE h.chatroom_id = p_chatroom FOR NO KEY UPDATE;
  WHILE v_first < v_end LOOP
    v_middle := (v_first + v_end) / 2;
    IF (SELECT m.created_at < p_oldest FROM messages m WHERE m.chatroom_id = p_chatroom AND m.seq = v_middle) THEN
      v_first := v_middle + 1;
    ELSE
      v_end := v_middle;
    END IF;
  END LOOP;
  UPDATE chatroom_heads h SET first_seq = v_first, gone_n = said_before(p_chatroom, v_first - 1),
    pinned = ARRAY(SELECT p.seq FROM unnest(h.pinned) WITH ORDINALITY AS p (seq, nth) WHERE p.seq >= v_first ORDER BY p.nth)
  WHERE h.chatroom_id = p_chatroom AND h.first_seq < v_first;
  RETURN FOUND;
END
$$;
