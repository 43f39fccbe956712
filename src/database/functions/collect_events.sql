-- Puts what is new into the one order in which followers read it: of each room the range of entries that its log has grown by, and
-- what is in no room's log. See docs/decisions/followers.md for why nothing is ever missed.
-- p_rooms: rooms that have perhaps grown. p_scan_every: seconds; where no head was looked at unasked for so long, all are: of very
-- many rooms, the next part, so that no call takes long.
-- One call at a time: the collector's row is its lock, counts the positions, and has in `seq` the last room of the part before.
--   head  the last position that there is
--   more  whether there is more to be collected at once
--   scanned  whether heads were looked at unasked; NULL where another call is at it, and nothing was done
-- Planned anew each time: how much there is to look at is never alike, and a plan for a few rooms would look each of a million up.
-- Never compiled: that takes longer than whatever it collects.
CREATE OR REPLACE FUNCTION collect_events(
  p_rooms bigint[], p_scan_every double precision, OUT head bigint, OUT more boolean, OUT scanned boolean
) LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan SET jit = off SET lock_timeout = '500ms' AS $$
DECLARE
  c_most CONSTANT int := 10000;
  c_part CONSTANT int := 100000;
  c_last CONSTANT bigint := 9223372036854775807;
  c_early CONSTANT text[] := '{user.created, chatroom.created, chatroom.deleted}';
  v_from bigint;
  v_to bigint;
  v_count bigint;
BEGIN
  -- A clock that was put back is no reason to wait until it is as late again.
  SELECT f.position, f.seq, f.scanned_at NOT BETWEEN clock_timestamp() - make_interval(secs => p_scan_every) AND clock_timestamp()
    INTO head, v_from, scanned FROM followers f WHERE f.name = 'collector' FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    SELECT f.position, false INTO head, more FROM followers f WHERE f.name = 'collector';
    RETURN;
  END IF;
  IF scanned THEN
    SELECT h.chatroom_id INTO v_to FROM chatroom_heads h WHERE h.chatroom_id > v_from ORDER BY h.chatroom_id OFFSET c_part - 1 LIMIT 1;
    v_to := coalesce(v_to, c_last);
  END IF;
  -- One statement, one snapshot: whoever and whatever room an entry is of is in it, too, or was before; so is the message of a report.
  -- Who and which room there is goes first, then the entries, then all that is about them; what has to wait keeps what comes after it
  -- waiting.
  WITH early AS MATERIALIZED (
    SELECT o.id FROM event_outbox o WHERE o.type = ANY (c_early) ORDER BY o.id LIMIT c_most
  ), grown AS MATERIALIZED (
    SELECT * FROM (
      -- Both in the order of their keys, and not one of them whole.
      SELECT h.chatroom_id, coalesce(f.seq, 0) + 1 AS first, h.last_seq AS last
      FROM chatroom_heads h
      LEFT JOIN followed f ON f.chatroom_id = h.chatroom_id AND f.chatroom_id > v_from AND f.chatroom_id <= v_to
      WHERE scanned AND h.chatroom_id > v_from AND h.chatroom_id <= v_to AND h.last_seq > coalesce(f.seq, 0)
      UNION
      SELECT h.chatroom_id, coalesce(f.seq, 0) + 1, h.last_seq
      FROM (SELECT unnest(p_rooms) UNION SELECT o.chatroom_id FROM event_outbox o) AS asked (id)
      CROSS JOIN LATERAL (SELECT * FROM chatroom_heads h WHERE h.chatroom_id = asked.id LIMIT 1) h
      LEFT JOIN LATERAL (SELECT * FROM followed f WHERE f.chatroom_id = asked.id LIMIT 1) f ON true
      WHERE h.last_seq > coalesce(f.seq, 0)
    ) found WHERE (SELECT count(*) < c_most FROM early) LIMIT c_most
  ), late AS MATERIALIZED (
    SELECT o.id FROM event_outbox o WHERE o.type <> ALL (c_early)
      AND (SELECT count(*) < c_most FROM early) AND (SELECT count(*) < c_most FROM grown) ORDER BY o.id LIMIT c_most
  ), kept AS (
    INSERT INTO followed (chatroom_id, seq) SELECT g.chatroom_id, g.last FROM grown g
    ON CONFLICT (chatroom_id) DO UPDATE SET seq = EXCLUDED.seq
  ), taken AS (
    DELETE FROM event_outbox o WHERE o.id IN (SELECT e.id FROM early e UNION ALL SELECT l.id FROM late l) RETURNING o.*
  ), numbered AS (
    INSERT INTO events (position, type, chatroom_id, first, last, subject, created_at)
    SELECT head + row_number() OVER (ORDER BY each.turn, each.id), each.type, each.chatroom_id, each.first, each.last, each.subject, each.at
    FROM (
      SELECT CASE WHEN t.id IN (SELECT e.id FROM early e) THEN 1 ELSE 3 END AS turn, t.id, t.type, t.chatroom_id, NULL::bigint AS first,
        NULL::bigint AS last, t.subject, t.created_at AS at FROM taken t
      UNION ALL
      SELECT 2, g.chatroom_id, NULL, g.chatroom_id, g.first, g.last, NULL, clock_timestamp() FROM grown g
    ) each
    RETURNING position
  )
  SELECT count(*), c_most IN ((SELECT count(*) FROM early), (SELECT count(*) FROM grown), (SELECT count(*) FROM late))
    INTO v_count, more FROM numbered n;
  head := head + v_count;
  IF v_count > 0 OR scanned THEN
    UPDATE followers f SET position = head,
      seq = CASE WHEN NOT scanned OR more THEN v_from WHEN v_to = c_last THEN 0 ELSE v_to END,
      scanned_at = CASE WHEN scanned AND NOT more THEN clock_timestamp() ELSE f.scanned_at END
    WHERE f.name = 'collector';
  END IF;
END
$$;
