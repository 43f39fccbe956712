-- A hint to the other nodes that these logs have grown; PostgreSQL sends it at the commit, never before. 200 rooms fit a payload.
CREATE OR REPLACE FUNCTION announce_heads(p_chatrooms bigint[], p_heads bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('chat', '{"heads":[' || string_agg('[' || h.chatroom || ',' || h.seq || ']', ',') || ']}')
  FROM unnest(p_chatrooms, p_heads) WITH ORDINALITY AS h (chatroom, seq, n)
  WHERE h.seq IS NOT NULL
  GROUP BY h.n / 200;
END
$$;
