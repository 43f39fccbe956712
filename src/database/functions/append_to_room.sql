-- One room's writing by itself, keyed by the room: for a database whose tables are distributed by chatroom. Parameters and answers as
-- of append_messages, of which it is the case of one room.
CREATE OR REPLACE FUNCTION append_to_room(
  p_chatroom bigint, p_log text, p_senders uuid[], p_types text[], p_actions text[], p_messages text[], p_payloads jsonb[],
  p_attachments uuid[], p_client_ids text[], p_digests bytea[], p_announce boolean,
  OUT head bigint, OUT n bigint, OUT at timestamptz, OUT refused jsonb
) LANGUAGE sql AS $$
  SELECT a.heads[1], a.ns[1], a.at, a.refused
  FROM (SELECT cardinality(p_senders) AS count) said, append_messages(
    ARRAY[p_chatroom], ARRAY[p_log], ARRAY[said.count], array_fill(1, ARRAY[said.count]),
    ARRAY(SELECT generate_series(said.count - 1, 0, -1)), p_senders, p_types, p_actions, p_messages, p_payloads,
    p_attachments, p_client_ids, p_digests, p_announce
  ) a
$$;
