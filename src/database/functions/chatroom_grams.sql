-- What a public room is found by, by any part of its name: every letter and every pair of letters in it, folded by `foldCase`, with the
-- number of the block of ids that the room is in. One block is looked at after the other, from the newest, and none has more
-- than 8192 rooms to sort: however common the letters are or how rare, a page is a bounded amount of work.
CREATE OR REPLACE FUNCTION chatroom_grams(p_id bigint, p_folded text, p_visibility text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(DISTINCT (p_id >> 13) || ':' || substr(p_folded, i, n))
  FROM generate_series(1, 2) n, generate_series(1, length(p_folded) - n + 1) i
  WHERE p_visibility = 'public'
$$;
