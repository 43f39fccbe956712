-- New words for a message, and of a custom one also new content; what is NULL stays. What it said before is kept as a version.
CREATE OR REPLACE FUNCTION apply_edit(
  p_room bigint, p_seq bigint, p_target bigint, p_message text, p_content jsonb, p_at timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO message_versions (chatroom_id, seq, version_seq, message, content, created_at)
    SELECT m.chatroom_id, m.seq, coalesce(m.edit_seq, m.seq), m.message, m.payload -> 'content', coalesce(m.edited_at, m.created_at)
    FROM messages m WHERE m.chatroom_id = p_room AND m.seq = p_target;
  UPDATE messages m SET message = coalesce(p_message, m.message), edit_seq = p_seq, edited_at = p_at,
    payload = CASE WHEN p_content IS NULL THEN m.payload ELSE jsonb_set(m.payload, '{content}', p_content) END
  WHERE m.chatroom_id = p_room AND m.seq = p_target;
END
$$;
