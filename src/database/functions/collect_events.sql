-- Puts what is new into the one order in which followers read it: of each room the range of entries that its log has grown by, and
-- what is in no room's log. See docs/decisions/followers.md for why nothing is ever missed.
-- p_rooms: rooms that have perhaps grown. p_scan_every: seconds; where all heads have not been looked at for so long, they are.
-- One call at a time: the collector's row is its lock, and counts the positions.
--   head  the last position that there is; NULL where another call is at it
--   more  whether there is more to be collected at once
--   scanned  whether all heads were looked at
CREATE OR REPLACE FUNCTION collect_events(
  p_rooms bigint[], p_scan_every double precision, OUT head bigint, OUT more boolean, OUT scanned boolean
) LANGUAGE plpgsql SET enable_seqscan = on AS $$
DECLARE
  c_most CONSTANT int := 10000;
  v_count bigint;
  v_rooms bigint;
BEGIN
  SELECT f.position, f.scanned_at < clock_timestamp() - make_interval(secs => p_scan_every) INTO head, scanned
    FROM followers f WHERE f.name = 'collector' FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  -- One statement, one snapshot. What is in no room's log waits until all rooms are looked at, and so does what is said in a room of
  -- which followers have not heard yet: then people come before what they do, a room before what is said in it, and what was said
  -- before anything else.
  WITH grown AS MATERIALIZED (
    SELECT * FROM (
      SELECT h.chatroom_id, f.seq IS NOT NULL AS known, coalesce(f.seq, 0) + 1 AS first, h.last_seq AS last
      FROM chatroom_heads h LEFT JOIN followed f ON f.chatroom_id = h.chatroom_id
      WHERE scanned AND h.last_seq > coalesce(f.seq, 0)
      UNION ALL
      SELECT h.chatroom_id, true, f.seq + 1, h.last_seq
      FROM unnest(p_rooms) AS asked (id)
      CROSS JOIN LATERAL (SELECT * FROM chatroom_heads h WHERE h.chatroom_id = asked.id LIMIT 1) h
      CROSS JOIN LATERAL (SELECT * FROM followed f WHERE f.chatroom_id = asked.id LIMIT 1) f
      WHERE NOT scanned AND h.last_seq > f.seq
    ) found LIMIT c_most
  ), kept AS (
    INSERT INTO followed (chatroom_id, seq) SELECT g.chatroom_id, g.last FROM grown g
    ON CONFLICT (chatroom_id) DO UPDATE SET seq = EXCLUDED.seq
  ), taken AS (
    DELETE FROM event_outbox o WHERE scanned RETURNING *
  ), numbered AS (
    INSERT INTO events (position, type, chatroom_id, first, last, subject, created_at)
    SELECT head + row_number() OVER (ORDER BY happened.turn, happened.id), happened.type, happened.chatroom_id, happened.first,
      happened.last, happened.subject, happened.at
    FROM (
      SELECT CASE WHEN t.type = 'user.created' THEN 0 WHEN t.type IN ('chatroom.created', 'chatroom.deleted') THEN 2 ELSE 4 END AS turn,
        t.id, t.type, t.chatroom_id, NULL::bigint AS first, NULL::bigint AS last, t.subject, t.created_at AS at
      FROM taken t
      UNION ALL
      SELECT CASE WHEN g.known THEN 1 ELSE 3 END, g.chatroom_id, NULL, g.chatroom_id, g.first, g.last, NULL, clock_timestamp()
      FROM grown g
    ) happened
    RETURNING (type IS NULL)::int AS of_room
  )
  SELECT count(*), coalesce(sum(n.of_room), 0) INTO v_count, v_rooms FROM numbered n;
  head := head + v_count;
  more := v_rooms >= c_most;
  IF v_count > 0 OR scanned THEN
    UPDATE followers f SET position = head,
      scanned_at = CASE WHEN scanned AND NOT more THEN clock_timestamp() ELSE f.scanned_at END
    WHERE f.name = 'collector';
  END IF;
END
$$;
