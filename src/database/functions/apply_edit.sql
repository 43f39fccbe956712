-- New words for a message, and of a custom one also new content; what is NULL stays. What it said before is kept as a version. What was
-- forwarded is so no longer: the words are its sender's own now.
CREATE OR REPLACE FUNCTION apply_edit(
  p_room bigint, p_seq bigint, p_target bigint, p_message text, p_content json, p_at timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO message_versions (chatroom_id, seq, version_seq, message, content, created_at)
    SELECT m.chatroom_id, m.seq, coalesce(m.edit_seq, m.seq), m.message, m.payload -> 'content', coalesce(m.edited_at, m.created_at)
    FROM messages m WHERE m.chatroom_id = p_room AND m.seq = p_target;
  UPDATE messages m SET message = coalesce(p_message, m.message), edit_seq = p_seq, edited_at = p_at,
    payload = CASE WHEN m.payload IS NOT NULL THEN (
      SELECT json_object_agg(f.name, CASE WHEN f.name = 'content' THEN coalesce(p_content, f.value) ELSE f.value END)
      FROM json_each(m.payload) AS f (name, value) WHERE f.name <> 'forwarded'
    ) END
  WHERE m.chatroom_id = p_room AND m.seq = p_target;
END
$$;
