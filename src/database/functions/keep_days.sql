-- Takes whole days (UTC) away from the beginning of every log: of what is older than p_days days before today, some. Rooms are gone
-- through once a day, in the order of their ids: the chore's row knows in `position` the oldest day that is kept in all of them, and in
-- `seq` the last room that is done with for the next. The caller holds it.
--   released  as take_away_beginning has it
--   more      whether there is more to do at once
CREATE OR REPLACE FUNCTION keep_days(p_chore text, p_days int, p_most int, OUT released uuid[], OUT more boolean) LANGUAGE plpgsql AS $$
DECLARE
  c_part CONSTANT int := 1000;
  v_oldest timestamptz := date_trunc('day', clock_timestamp(), 'UTC') - p_days * interval '1 day';
  v_day bigint := extract(epoch FROM v_oldest) / 86400;
  v_after bigint;
  v_looked int;
  v_last bigint;
  v_room bigint;
  v_due boolean;
  v_count int;
BEGIN
  SELECT f.seq INTO v_after FROM followers f WHERE f.name = p_chore AND f.position < v_day;
  more := FOUND;
  IF NOT more THEN
    RETURN;
  END IF;
  SELECT count(*), max(p.chatroom_id), min(p.chatroom_id) FILTER (WHERE p.due OR p.left_over),
      (array_agg(p.due ORDER BY p.chatroom_id) FILTER (WHERE p.due OR p.left_over))[1]
    INTO v_looked, v_last, v_room, v_due
  FROM (
    SELECT h.chatroom_id,
      (SELECT m.created_at < v_oldest FROM messages m WHERE m.chatroom_id = h.chatroom_id AND m.seq = h.first_seq) AS due,
      (SELECT true FROM messages m WHERE m.chatroom_id = h.chatroom_id AND m.seq = h.first_seq - 1) AS left_over
    FROM chatroom_heads h WHERE h.chatroom_id > v_after ORDER BY h.chatroom_id LIMIT c_part
  ) p;
  IF v_room IS NULL THEN
    UPDATE followers f SET seq = CASE WHEN v_looked < c_part THEN 0 ELSE v_last END,
      position = CASE WHEN v_looked < c_part THEN v_day ELSE f.position END
    WHERE f.name = p_chore;
    RETURN;
  END IF;
  -- By itself: the room is locked meanwhile, and nobody who says something there waits for its rows to go.
  IF v_due AND shorten_log(v_room, v_oldest) THEN
    RETURN;
  END IF;
  SELECT t.count, t.released INTO v_count, released FROM take_away_beginning(v_room, p_most) t;
  UPDATE followers f SET seq = CASE WHEN v_count < p_most THEN v_room ELSE v_room - 1 END WHERE f.name = p_chore;
END
$$;
