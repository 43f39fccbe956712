-- The writer of the log: appends what is said and what is changed, in any number of rooms, in one transaction. What almost every
-- message is, said by a member for the first time and without a file, takes a short way; only the others are looked at more closely,
-- each by itself: a bad one leaves the rest as they are.
--
-- Parameters. The rooms, in the order of their ids: p_rooms, the log that each has to have, and the number of messages for it; p_said,
-- how many of these are said and not changes, NULL where all are; p_tails: how many changes come after the last that is said.
-- The messages, as columns: each has its room's place among p_rooms, counted from 1, and its rank, the number of messages that
-- come after it in that room (p_n_ranks: of those that are said; NULL for the same). Columns that no message needs are NULL, p_types
-- where all are text, p_actions (what one has to be allowed to do for each) where that is 'send' for all. p_barred: what may not be
-- stored, unless it was before, and the caller knows why. p_targets, of a change: the seq that it changes. p_replies: the seq that is
-- answered. p_mentions: lists of ids, as text; p_everybody: whether it mentions all. p_expected: the room's last seq that the sender asks for. p_windows: seconds in which
-- an author may edit, and delete.
-- Nothing depends on what stands before it: no client_id of a sender and no reaction or vote of theirs to one message stands twice;
-- what edits, deletes or pins a message stands with nothing else that changes or answers it, a pin with no other of its room; what
-- asks for the last seq is its room's first.
-- What was said under a client_id and is gone since has no fingerprint any more: whatever comes under it is taken for a retry.
-- Answers. Of each room its last_seq and last_n: a message's seq and n are these minus its rank, the rank without those refused.
-- refused: NULL if none is, else [its number, outcome, seq, n, created_at] of each message that was not stored:
--   outcome  duplicate (with the first message's seq, n and time) | client_id_reused | not_a_member | forbidden | attachment_not_found
--            | chatroom_not_found | seq_unknown (the room has another log) | barred | conflict (with the last seq) | message_not_found
--            | too_late | validation_failed | muted (the time until when) | rate_limited (slow mode; seq: seconds to wait)
-- released: attachments that no message shows any more, and nobody can see: NULL for none.
-- lifetimes: of each room, after how many seconds what is said there now disappears: NULL for never, and where that is so for all.
--
-- The rooms' rows are counted up and so locked one after the other, in the order of p_rooms, which ascends: an index scan takes the
-- elements of an ANY in their order. width_bucket is a search in sorted thresholds: the place of the room among p_rooms. What is
-- looked up in the statements after that is no older than the locks: a statement's snapshot is older than the lock that it waits
-- for. Nothing is joined: the plan is kept, and may be of a time when the tables were almost empty, where reading all of them
-- costs least; of a log of some hundred entries it would find a client_id by reading the room, were the room not compared in a way
-- that no index serves. A room that stays locked fails the call within half a second: the caller then tries the other rooms without it.
CREATE OR REPLACE FUNCTION append_messages(
  p_rooms bigint[], p_logs text[], p_counts int[], p_said int[], p_tails int[], p_places int[], p_ranks int[], p_n_ranks int[], p_senders uuid[],
  p_types text[], p_actions text[], p_messages text[], p_payloads json[], p_attachments uuid[], p_client_ids text[],
  p_digests bytea[], p_barred boolean[], p_targets bigint[], p_replies bigint[], p_mentions text[], p_everybody boolean[],
  p_expected bigint[], p_windows int[], p_announce boolean,
  OUT heads bigint[], OUT ns bigint[], OUT at timestamptz, OUT refused jsonb, OUT released uuid[],
  OUT lifetimes int[]
) LANGUAGE plpgsql
SET lock_timeout = '500ms' SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  v_history text := log_history();
  v_logs text[];
  v_settings jsonb[];
  v_slow boolean;
  v_replaced boolean;
  v_odd bigint[];
  v_refused bigint[];
  v_nth bigint;
BEGIN
  p_said := coalesce(p_said, p_counts);
  p_n_ranks := coalesce(p_n_ranks, p_ranks);
  WITH counted AS (
    UPDATE chatroom_heads h SET
      last_seq = h.last_seq + p_counts[width_bucket(h.chatroom_id, p_rooms)],
      last_n = h.last_n + p_said[width_bucket(h.chatroom_id, p_rooms)],
      said_seq = CASE WHEN p_said[width_bucket(h.chatroom_id, p_rooms)] = 0 THEN h.said_seq
        ELSE h.last_seq + p_counts[width_bucket(h.chatroom_id, p_rooms)]
          - coalesce(p_tails[width_bucket(h.chatroom_id, p_rooms)], 0) END,
      said_at = CASE WHEN p_said[width_bucket(h.chatroom_id, p_rooms)] = 0 THEN h.said_at ELSE clock_timestamp() END
    WHERE h.chatroom_id = ANY (p_rooms)
    RETURNING h.chatroom_id, h.last_seq, h.last_n, h.incarnation, h.settings
  )
  SELECT array_agg(c.last_seq ORDER BY c.chatroom_id), array_agg(c.last_n ORDER BY c.chatroom_id),
      array_agg(c.incarnation || v_history ORDER BY c.chatroom_id),
      CASE WHEN bool_or(c.settings <> '{}') THEN array_agg(c.settings ORDER BY c.chatroom_id) END, bool_or(c.settings ? 'slow_mode')
    INTO heads, ns, v_logs, v_settings, v_slow FROM counted c;
  at := date_trunc('milliseconds', clock_timestamp());

  v_replaced := v_logs IS DISTINCT FROM p_logs;
  IF v_replaced THEN
    -- A room that is not there has left no gap in the arrays.
    SELECT array_agg(h.last_seq ORDER BY r.place), array_agg(h.last_n ORDER BY r.place),
        array_agg(h.incarnation || v_history ORDER BY r.place), array_agg(h.settings ORDER BY r.place)
      INTO heads, ns, v_logs, v_settings
    FROM unnest(p_rooms) WITH ORDINALITY AS r (chatroom, place)
    LEFT JOIN LATERAL (SELECT * FROM chatroom_heads h WHERE h.chatroom_id = r.chatroom LIMIT 1) h ON true;
  END IF;

  IF v_settings IS NOT NULL THEN
    SELECT array_agg((s.settings ->> 'disappear_after')::int ORDER BY s.place) INTO lifetimes
    FROM unnest(v_settings) WITH ORDINALITY AS s (settings, place) HAVING bool_or(s.settings ? 'disappear_after');
  END IF;

  SELECT array_agg(d.nth) INTO v_odd
  FROM unnest(p_places, p_senders, p_actions, p_attachments, p_client_ids, p_barred, p_targets, p_replies, p_expected)
    WITH ORDINALITY AS d (place, sender, action, attachment, client_id, barred, target, reply, expected, nth)
  WHERE d.attachment IS NOT NULL OR d.barred OR d.target IS NOT NULL OR d.expected IS NOT NULL
    OR (
      SELECT permission(m, v_settings[d.place], coalesce(d.action, 'send'), at) = 'granted'
        AND (d.reply IS NULL OR d.reply >= readable_since(m, v_settings[d.place]))
      FROM members m WHERE m.chatroom_id = p_rooms[d.place] AND m.user_id = d.sender
    ) IS NOT TRUE
    OR d.client_id IS NOT NULL AND (
      SELECT true FROM messages e
      WHERE e.sender_id = d.sender AND e.client_id = d.client_id AND (e.chatroom_id = p_rooms[d.place]) IS TRUE
    )
    OR d.reply IS NOT NULL AND (
      SELECT is_said(q) FROM messages q WHERE q.chatroom_id = p_rooms[d.place] AND q.seq = d.reply
    ) IS NOT TRUE
    OR v_replaced AND v_logs[d.place] IS DISTINCT FROM p_logs[d.place];

  IF v_odd IS NOT NULL THEN
    IF p_attachments IS NOT NULL OR 'delete' = ANY (p_types) THEN
      PERFORM FROM attachments a WHERE a.id = ANY (p_attachments || ARRAY(
        SELECT (SELECT t.attachment_id FROM messages t WHERE t.chatroom_id = p_rooms[d.place] AND t.seq = d.target)
        FROM unnest(p_places, p_types, p_targets) AS d (place, type, target) WHERE d.type = 'delete'
      )) ORDER BY a.id FOR NO KEY UPDATE;
    END IF;
    WITH judged AS (
      SELECT d.nth, coalesce(e.seq, heads[d.place] - p_counts[d.place]) AS seq, e.n, coalesce(e.created_at, m.silenced_until) AS at,
        CASE WHEN v_logs[d.place] IS NULL THEN 'chatroom_not_found'
             WHEN v_logs[d.place] <> p_logs[d.place] THEN 'seq_unknown'
             WHEN e.digest = d.digest OR e.seq IS NOT NULL AND (e.digest IS NULL OR e.expires_at <= at) THEN 'duplicate'
             WHEN e.seq IS NOT NULL THEN 'client_id_reused'
             WHEN m.role IS NULL THEN 'not_a_member'
             WHEN m.permission <> 'granted' THEN m.permission
             WHEN d.expected <> heads[d.place] - p_counts[d.place] THEN 'conflict'
             WHEN d.barred THEN 'barred'
             WHEN d.attachment IS NOT NULL AND (
               SELECT true FROM attachments a
               WHERE a.id = d.attachment AND (a.uploader_id = d.sender OR d.action = 'forward') AND a.complete
             ) IS NULL THEN CASE WHEN d.action = 'forward' THEN 'message_not_found' ELSE 'attachment_not_found' END
             WHEN d.reply IS NOT NULL AND (
               SELECT is_said(q) FROM messages q WHERE q.chatroom_id = p_rooms[d.place] AND q.seq = d.reply
             ) IS NOT TRUE THEN 'message_not_found'
             WHEN least(d.reply, d.target) < m.since THEN 'message_not_found'
             WHEN d.target IS NOT NULL AND is_said(t) IS NOT TRUE THEN 'message_not_found'
             -- Everybody may react to everything that is there.
             WHEN d.target IS NOT NULL AND d.type <> 'reaction' THEN refusal_of_change(
               t, d.type, d.sender, m.moderates, d.message, d.payload, at, p_windows,
               (SELECT h.pinned FROM chatroom_heads h WHERE h.chatroom_id = p_rooms[d.place])
             )
        END AS outcome
      FROM unnest(
        p_places, p_senders, p_types, p_actions, p_messages, p_payloads, p_attachments, p_client_ids, p_digests, p_barred, p_targets,
        p_replies, p_expected
      ) WITH ORDINALITY AS d (
        place, sender, type, action, message, payload, attachment, client_id, digest, barred, target, reply, expected, nth
      )
      LEFT JOIN LATERAL (
        SELECT m.role, m.silenced_until, permission(m, v_settings[d.place], coalesce(d.action, 'send'), at) AS permission,
          permission(m, v_settings[d.place], 'moderate', at) = 'granted' AS moderates, readable_since(m, v_settings[d.place]) AS since
        FROM members m WHERE m.chatroom_id = p_rooms[d.place] AND m.user_id = d.sender LIMIT 1
      ) m ON true
      LEFT JOIN LATERAL (
        SELECT * FROM messages e
        WHERE e.sender_id = d.sender AND e.client_id = d.client_id AND (e.chatroom_id = p_rooms[d.place]) IS TRUE LIMIT 1
      ) e ON true
      LEFT JOIN LATERAL (
        SELECT * FROM messages t WHERE t.chatroom_id = p_rooms[d.place] AND t.seq = d.target LIMIT 1
      ) t ON true
      WHERE d.nth = ANY (v_odd)
    )
    SELECT array_agg(j.nth), jsonb_agg(jsonb_build_array(j.nth, j.outcome, j.seq, j.n, j.at))
      INTO v_refused, refused FROM judged j WHERE j.outcome IS NOT NULL;
  END IF;

  -- Slow mode: of what is left, each member's first, if they have said nothing for so long; none of what comes with it.
  IF v_slow THEN
    SELECT coalesce(v_refused || array_agg(hasty.nth), v_refused),
        coalesce(coalesce(refused, '[]') || jsonb_agg(jsonb_build_array(hasty.nth, 'rate_limited', hasty.wait, NULL, NULL)), refused)
      INTO v_refused, refused
    FROM (
      SELECT d.nth, CASE WHEN d.left_to_wait > 0 THEN ceil(d.left_to_wait) WHEN d.rank > 1 THEN d.pause END::int AS wait
      FROM (
        SELECT d.nth, s.pause, row_number() OVER (PARTITION BY d.place, d.sender ORDER BY d.nth) AS rank, s.pause - extract(epoch FROM at - (
            SELECT o.created_at FROM messages o
            WHERE o.sender_id = d.sender AND o.chatroom_id = p_rooms[d.place] AND o.n > 0 ORDER BY o.n DESC LIMIT 1
          )) AS left_to_wait
        FROM unnest(p_places, p_senders, p_targets) WITH ORDINALITY AS d (place, sender, target, nth)
        CROSS JOIN LATERAL (SELECT (v_settings[d.place] ->> 'slow_mode')::int AS pause) s
        WHERE d.target IS NULL AND s.pause > 0 AND (v_refused IS NULL OR d.nth <> ALL (v_refused))
          AND (SELECT m.role FROM members m WHERE m.chatroom_id = p_rooms[d.place] AND m.user_id = d.sender) = 'member'
      ) d
    ) hasty WHERE hasty.wait > 0;
  END IF;

  IF v_refused IS NOT NULL THEN
    FOREACH v_nth IN ARRAY v_refused LOOP
      heads[p_places[v_nth]] := heads[p_places[v_nth]] - 1;
      ns[p_places[v_nth]] := ns[p_places[v_nth]] - (p_targets[v_nth] IS NULL)::int;
    END LOOP;
    SELECT array_agg(left_over.rank ORDER BY left_over.nth), array_agg(left_over.n_rank ORDER BY left_over.nth)
      INTO p_ranks, p_n_ranks FROM (
        SELECT d.nth, count(*) FILTER (WHERE d.nth <> ALL (v_refused)) OVER later - 1 AS rank,
          count(*) FILTER (WHERE d.nth <> ALL (v_refused) AND d.target IS NULL) OVER later - (d.target IS NULL)::int AS n_rank
        FROM unnest(p_places, p_targets) WITH ORDINALITY AS d (place, target, nth)
        WINDOW later AS (PARTITION BY d.place ORDER BY d.nth DESC)
      ) left_over;
    -- What was said last may be one of the others, or what was said before all of these.
    UPDATE chatroom_heads h SET
      last_seq = heads[width_bucket(h.chatroom_id, p_rooms)],
      last_n = ns[width_bucket(h.chatroom_id, p_rooms)],
      (said_seq, said_at) = (
        SELECT last.seq, last.at FROM (
          SELECT heads[d.place] - d.rank AS seq, at AS at
          FROM unnest(p_places, p_ranks, p_n_ranks, p_targets) WITH ORDINALITY AS d (place, rank, n_rank, target, nth)
          WHERE d.place = width_bucket(h.chatroom_id, p_rooms) AND d.n_rank = 0 AND d.target IS NULL AND d.nth <> ALL (v_refused)
          UNION ALL (
            SELECT m.seq, m.created_at FROM messages m
            WHERE m.chatroom_id = h.chatroom_id AND m.target_seq IS NULL AND m.n IS NOT NULL ORDER BY m.seq DESC LIMIT 1
          )
          UNION ALL SELECT 0, NULL
        ) last ORDER BY last.seq DESC LIMIT 1
      )
    WHERE h.chatroom_id = ANY (ARRAY(SELECT DISTINCT p_rooms[p_places[r.nth]] FROM unnest(v_refused) AS r (nth)));
  END IF;

  -- The words of an edit are its target's: they stand there alone.
  INSERT INTO messages (
    chatroom_id, seq, n, n_before, type, sender_id, message, payload, attachment_id, media_type, client_id, digest, target_seq, reply_seq,
    mentions, created_at, expires_at
  )
  SELECT p_rooms[d.place], heads[d.place] - d.rank, CASE WHEN d.target IS NULL THEN ns[d.place] - d.n_rank END,
    CASE WHEN d.target IS NOT NULL THEN ns[d.place] - d.n_rank END,
    coalesce(d.type, 'text'), d.sender, CASE WHEN d.type = 'edit' THEN NULL ELSE d.message END,
    CASE WHEN d.type = 'edit' THEN NULL ELSE d.payload END, d.attachment,
    CASE WHEN d.attachment IS NOT NULL THEN (SELECT a.type FROM attachments a WHERE a.id = d.attachment) END, d.client_id, d.digest,
    d.target, d.reply, d.mentions::uuid[], at, CASE WHEN d.target IS NULL THEN at + make_interval(secs => lifetimes[d.place]) END
  FROM unnest(
    p_places, p_ranks, p_n_ranks, p_senders, p_types, p_messages, p_payloads, p_attachments, p_client_ids, p_digests, p_targets, p_replies,
    p_mentions
  ) WITH ORDINALITY AS d (
    place, rank, n_rank, sender, type, message, payload, attachment, client_id, digest, target, reply, mentions, nth
  )
  WHERE v_refused IS NULL OR d.nth <> ALL (v_refused);

  IF p_mentions IS NOT NULL OR p_everybody IS NOT NULL THEN
    INSERT INTO mentions (chatroom_id, user_id, seq, sender_id, expires_at)
    SELECT p_rooms[d.place], e.mentioned, heads[d.place] - d.rank, d.sender, at + make_interval(secs => lifetimes[d.place])
    FROM unnest(p_places, p_ranks, p_senders, p_mentions, p_everybody) WITH ORDINALITY
      AS d (place, rank, sender, mentions, everybody, nth),
      unnest(coalesce(d.mentions::uuid[], '{}') || CASE WHEN d.everybody THEN '{00000000-0000-0000-0000-000000000000}'::uuid[] END)
        AS e (mentioned)
    WHERE e.mentioned <> d.sender AND (v_refused IS NULL OR d.nth <> ALL (v_refused));
  END IF;
  IF p_attachments IS NOT NULL THEN
    UPDATE attachments a SET used_at = at
    FROM unnest(p_attachments) WITH ORDINALITY AS d (attachment, nth)
    WHERE a.id = d.attachment AND a.id = ANY (p_attachments) AND a.used_at IS NULL
      AND (v_refused IS NULL OR d.nth <> ALL (v_refused));
  END IF;
  IF p_targets IS NOT NULL THEN
    SELECT apply_changes(
      array_agg(p_rooms[d.place]), array_agg(heads[d.place] - d.rank), array_agg(d.target), array_agg(d.type), array_agg(d.sender),
      array_agg(d.message), array_agg(d.payload), at
    ) INTO released
    FROM unnest(p_places, p_ranks, p_targets, p_types, p_senders, p_messages, p_payloads)
      WITH ORDINALITY AS d (place, rank, target, type, sender, message, payload, nth)
    WHERE d.target IS NOT NULL AND (v_refused IS NULL OR d.nth <> ALL (v_refused));
  END IF;
  IF p_announce THEN
    PERFORM announce_heads(p_rooms, heads);
  END IF;
END
$$;
