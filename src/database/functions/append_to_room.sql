-- One room's writing by itself, keyed by the room: for a database whose tables are distributed by chatroom. Parameters and answers as
-- of append_messages, of which it is the case of one room.
CREATE OR REPLACE FUNCTION append_to_room(
  p_chatroom bigint, p_log text, p_senders uuid[], p_types text[], p_actions text[], p_messages text[], p_payloads json[],
  p_attachments uuid[], p_client_ids text[], p_digests bytea[], p_barred boolean[], p_targets bigint[], p_replies bigint[],
  p_mentions text[], p_everybody boolean[], p_expected bigint[], p_windows int[], p_announce boolean,
  OUT head bigint, OUT n bigint, OUT at timestamptz, OUT refused jsonb, OUT released uuid[],
  OUT lifetime int
) LANGUAGE sql AS $$
  SELECT a.heads[1], a.ns[1], a.at, a.refused, a.released, a.lifetimes[1]
  FROM (
    SELECT count(*)::int AS count, count(*) FILTER (WHERE d.target IS NULL)::int AS said,
      array_agg(d.rank ORDER BY d.nth) AS ranks, array_agg(d.n_rank ORDER BY d.nth) AS n_ranks,
      min(d.rank) FILTER (WHERE d.target IS NULL) AS tail
    FROM (
      SELECT d.*, (count(*) OVER later - 1)::int AS rank,
        (count(*) FILTER (WHERE d.target IS NULL) OVER later)::int - (d.target IS NULL)::int AS n_rank
      FROM unnest(p_senders, p_targets) WITH ORDINALITY AS d (sender, target, nth)
      WINDOW later AS (ORDER BY d.nth DESC)
    ) d
  ) m, append_messages(
    ARRAY[p_chatroom], ARRAY[p_log], ARRAY[m.count], ARRAY[m.said], ARRAY[m.tail], array_fill(1, ARRAY[m.count]), m.ranks, m.n_ranks, p_senders,
    p_types, p_actions, p_messages, p_payloads, p_attachments, p_client_ids, p_digests, p_barred, p_targets, p_replies, p_mentions,
    p_everybody, p_expected, p_windows, p_announce
  ) a
$$;
