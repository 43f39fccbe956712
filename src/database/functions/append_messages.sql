-- The writer of the log: appends what is said, in any number of rooms, in one transaction. What almost every message is, of a member,
-- said for the first time and without a file, takes a short way; only the others are looked at more closely, each by itself: a bad
-- one leaves the rest as they are.
--
-- Parameters. The rooms, in the order of their ids: p_rooms, the log that each has to have, and the number of messages for it.
-- The messages, as columns: each has its room's place among p_rooms, counted from 1, and its rank, the number of messages that
-- come after it in that room. Columns that no message needs are NULL, p_types where all are text, p_actions (what one has to be allowed
-- to do for each) where that is 'send' for all. No client_id of a sender
-- stands twice in a room.
-- Answers. Of each room its last_seq and last_n: a message's seq and n are these minus its rank, the rank without those refused.
-- refused: NULL if none is, else [its number, outcome, seq, n, created_at] of each message that was not stored:
--   outcome  duplicate (with the first message's seq, n and time) | client_id_reused | not_a_member | forbidden | attachment_not_found
--            | chatroom_not_found | seq_unknown (the room has another log)
--
-- The rooms' rows are counted up and so locked one after the other, in the order of p_rooms, which ascends: an index scan takes the
-- elements of an ANY in their order. width_bucket is a search in sorted thresholds: the place of the room among p_rooms. What is
-- looked up in the statements after that is no older than the locks: a statement's snapshot is older than the lock that it waits
-- for. Nothing is joined: the plan is kept, and may be of a time when the tables were almost empty, where reading all of them
-- costs least. A room that stays locked fails the call within half a second: the caller then tries the other rooms without it.
CREATE OR REPLACE FUNCTION append_messages(
  p_rooms bigint[], p_logs text[], p_counts int[], p_places int[], p_ranks int[], p_senders uuid[], p_types text[], p_actions text[],
  p_messages text[], p_payloads jsonb[], p_attachments uuid[], p_client_ids text[], p_digests bytea[], p_announce boolean,
  OUT heads bigint[], OUT ns bigint[], OUT at timestamptz, OUT refused jsonb
) LANGUAGE plpgsql
SET lock_timeout = '500ms' SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  v_history text := log_history();
  v_logs text[];
  v_replaced boolean;
  v_odd bigint[];
  v_refused bigint[];
  v_nth bigint;
BEGIN
  WITH counted AS (
    UPDATE chatroom_heads h SET
      last_seq = h.last_seq + p_counts[width_bucket(h.chatroom_id, p_rooms)],
      last_n = h.last_n + p_counts[width_bucket(h.chatroom_id, p_rooms)]
    WHERE h.chatroom_id = ANY (p_rooms)
    RETURNING h.chatroom_id, h.last_seq, h.last_n, h.incarnation
  )
  SELECT array_agg(c.last_seq ORDER BY c.chatroom_id), array_agg(c.last_n ORDER BY c.chatroom_id),
      array_agg(c.incarnation || v_history ORDER BY c.chatroom_id)
    INTO heads, ns, v_logs FROM counted c;
  at := date_trunc('milliseconds', clock_timestamp());

  v_replaced := v_logs IS DISTINCT FROM p_logs;
  IF v_replaced THEN
    -- A room that is not there has left no gap in the arrays.
    SELECT array_agg(h.last_seq ORDER BY r.place), array_agg(h.last_n ORDER BY r.place),
        array_agg(h.incarnation || v_history ORDER BY r.place)
      INTO heads, ns, v_logs
    FROM unnest(p_rooms) WITH ORDINALITY AS r (chatroom, place)
    LEFT JOIN LATERAL (SELECT * FROM chatroom_heads h WHERE h.chatroom_id = r.chatroom LIMIT 1) h ON true;
  END IF;

  SELECT array_agg(d.nth) INTO v_odd
  FROM unnest(p_places, p_senders, p_actions, p_attachments, p_client_ids)
    WITH ORDINALITY AS d (place, sender, action, attachment, client_id, nth)
  WHERE d.attachment IS NOT NULL
    OR (
      SELECT may(m, coalesce(d.action, 'send')) FROM members m
      WHERE m.chatroom_id = p_rooms[d.place] AND m.user_id = d.sender
    ) IS NOT TRUE
    OR d.client_id IS NOT NULL AND (
      SELECT true FROM messages e
      WHERE e.chatroom_id = p_rooms[d.place] AND e.sender_id = d.sender AND e.client_id = d.client_id
    )
    OR v_replaced AND v_logs[d.place] IS DISTINCT FROM p_logs[d.place];

  IF v_odd IS NOT NULL THEN
    IF p_attachments IS NOT NULL THEN
      PERFORM FROM attachments a WHERE a.id = ANY (p_attachments) ORDER BY a.id FOR NO KEY UPDATE;
    END IF;
    WITH judged AS (
      SELECT d.nth, e.seq, e.n, e.created_at,
        CASE WHEN v_logs[d.place] IS NULL THEN 'chatroom_not_found'
             WHEN v_logs[d.place] <> p_logs[d.place] THEN 'seq_unknown'
             WHEN e.digest = d.digest THEN 'duplicate'
             WHEN e.seq IS NOT NULL THEN 'client_id_reused'
             WHEN m.role IS NULL THEN 'not_a_member'
             WHEN may(m, coalesce(d.action, 'send')) IS NOT TRUE THEN 'forbidden'
             WHEN d.attachment IS NOT NULL AND (
               SELECT true FROM attachments a WHERE a.id = d.attachment AND a.uploader_id = d.sender AND a.complete
             ) IS NULL THEN 'attachment_not_found'
        END AS outcome
      FROM unnest(p_places, p_senders, p_actions, p_attachments, p_client_ids, p_digests)
        WITH ORDINALITY AS d (place, sender, action, attachment, client_id, digest, nth)
      LEFT JOIN LATERAL (
        SELECT * FROM members m WHERE m.chatroom_id = p_rooms[d.place] AND m.user_id = d.sender LIMIT 1
      ) m ON true
      LEFT JOIN LATERAL (
        SELECT * FROM messages e
        WHERE e.chatroom_id = p_rooms[d.place] AND e.sender_id = d.sender AND e.client_id = d.client_id LIMIT 1
      ) e ON true
      WHERE d.nth = ANY (v_odd)
    )
    SELECT array_agg(j.nth), jsonb_agg(jsonb_build_array(j.nth, j.outcome, j.seq, j.n, j.created_at))
      INTO v_refused, refused FROM judged j WHERE j.outcome IS NOT NULL;
  END IF;

  IF v_refused IS NOT NULL THEN
    FOREACH v_nth IN ARRAY v_refused LOOP
      heads[p_places[v_nth]] := heads[p_places[v_nth]] - 1;
      ns[p_places[v_nth]] := ns[p_places[v_nth]] - 1;
    END LOOP;
    UPDATE chatroom_heads h SET
      last_seq = heads[width_bucket(h.chatroom_id, p_rooms)],
      last_n = ns[width_bucket(h.chatroom_id, p_rooms)]
    WHERE h.chatroom_id = ANY (ARRAY(SELECT DISTINCT p_rooms[p_places[r.nth]] FROM unnest(v_refused) AS r (nth)));
    SELECT array_agg(left_over.rank ORDER BY left_over.nth) INTO p_ranks FROM (
      SELECT d.nth,
        count(*) FILTER (WHERE d.nth <> ALL (v_refused)) OVER (PARTITION BY d.place ORDER BY d.nth DESC) - 1 AS rank
      FROM unnest(p_places) WITH ORDINALITY AS d (place, nth)
    ) left_over;
  END IF;

  INSERT INTO messages (
    chatroom_id, seq, n, type, sender_id, message, payload, attachment_id, client_id, digest, created_at
  )
  SELECT p_rooms[d.place], heads[d.place] - d.rank, ns[d.place] - d.rank, coalesce(d.type, 'text'), d.sender, d.message, d.payload,
    d.attachment, d.client_id, d.digest, at
  FROM unnest(p_places, p_ranks, p_senders, p_types, p_messages, p_payloads, p_attachments, p_client_ids, p_digests)
    WITH ORDINALITY AS d (place, rank, sender, type, message, payload, attachment, client_id, digest, nth)
  WHERE v_refused IS NULL OR d.nth <> ALL (v_refused);

  IF p_attachments IS NOT NULL THEN
    UPDATE attachments a SET used_at = at
    FROM unnest(p_attachments) WITH ORDINALITY AS d (attachment, nth)
    WHERE a.id = d.attachment AND a.id = ANY (p_attachments) AND a.used_at IS NULL
      AND (v_refused IS NULL OR d.nth <> ALL (v_refused));
  END IF;
  IF p_announce THEN
    PERFORM announce_heads(p_rooms, heads);
  END IF;
END
$$;
