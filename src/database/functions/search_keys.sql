-- What a message is looked up by: each of its words, behind the room and the block of 4096 seqs that it is in. One block is looked at
-- after the other, from the newest, so that a page is a bounded amount of work however common the words are. A plain expression:
-- PostgreSQL puts it in the place of the call.
CREATE OR REPLACE FUNCTION search_keys(p_room bigint, p_seq bigint, p_words text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_to_tsvector(string_to_array(
    p_room::text || '.' || (p_seq >> 12)::text || ':' ||
    replace(btrim(p_words), ' ', ' ' || p_room::text || '.' || (p_seq >> 12)::text || ':'), ' '
  ))
$$;
