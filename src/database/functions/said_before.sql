-- How much had been said in a room up to an entry, with it; 0 before the first.
CREATE OR REPLACE FUNCTION said_before(p_chatroom bigint, p_seq bigint) RETURNS bigint LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN coalesce((SELECT coalesce(m.n, m.n_before) FROM messages m WHERE m.chatroom_id = p_chatroom AND m.seq = p_seq), 0);
END
$$;
