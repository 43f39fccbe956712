-- Somebody's vote in a poll, in the place of the one before; an empty one takes that back.
CREATE OR REPLACE FUNCTION apply_vote(
  p_room bigint, p_seq bigint, p_poll bigint, p_sender uuid, p_options json, p_at timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF json_array_length(p_options) = 0 THEN
    DELETE FROM poll_votes v WHERE v.chatroom_id = p_room AND v.seq = p_poll AND v.user_id = p_sender;
  ELSE
    INSERT INTO poll_votes (chatroom_id, seq, user_id, options, entry_seq, created_at)
      VALUES (p_room, p_poll, p_sender, ARRAY(SELECT json_array_elements_text(p_options)::smallint), p_seq, p_at)
    ON CONFLICT (chatroom_id, seq, user_id) DO UPDATE
      SET options = excluded.options, entry_seq = excluded.entry_seq, created_at = excluded.created_at;
  END IF;
END
$$;
