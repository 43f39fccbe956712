-- Leaves of a message that it was there, and who deleted it, NULL where its time was over: its words, earlier ones, and all that others have added to it are gone.
-- The caller holds the lock of its attachment.
-- Answers its attachment, if no other message shows that: then nobody can see, complete or send it any more.
CREATE OR REPLACE FUNCTION apply_delete(p_room bigint, p_target bigint, p_sender uuid) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  v_attachment uuid;
BEGIN
  SELECT m.attachment_id INTO v_attachment FROM messages m WHERE m.chatroom_id = p_room AND m.seq = p_target;
  PERFORM apply_pin(p_room, p_target, false);
  DELETE FROM mentions e WHERE e.chatroom_id = p_room AND e.seq = p_target AND e.user_id = ANY (ARRAY(
    SELECT unnest(m.mentions) FROM messages m WHERE m.chatroom_id = p_room AND m.seq = p_target
    UNION SELECT '00000000-0000-0000-0000-000000000000'::uuid
  ));
  -- Of short words a fingerprint is as good as the words: those of the message and of its edits go, too.
  UPDATE messages m SET digest = NULL WHERE m.chatroom_id = p_room AND m.seq = ANY (ARRAY(
    SELECT v.version_seq FROM message_versions v WHERE v.chatroom_id = p_room AND v.seq = p_target
    UNION SELECT coalesce(t.edit_seq, t.seq) FROM messages t WHERE t.chatroom_id = p_room AND t.seq = p_target
  ));
  UPDATE messages m SET type = CASE WHEN p_sender IS NULL THEN 'expired' ELSE 'deleted' END, deleted_by = p_sender,
    expires_at = CASE WHEN p_sender IS NOT NULL THEN m.expires_at END, message = NULL, payload = NULL, attachment_id = NULL, media_type = NULL,
    reply_seq = NULL, mentions = NULL, edit_seq = NULL, edited_at = NULL, reactions = NULL, votes = NULL
  WHERE m.chatroom_id = p_room AND m.seq = p_target;
  PERFORM forget_words(p_room, p_target);
  DELETE FROM message_versions v WHERE v.chatroom_id = p_room AND v.seq = p_target;
  DELETE FROM message_reactions r WHERE r.chatroom_id = p_room AND r.seq = p_target;
  DELETE FROM poll_votes v WHERE v.chatroom_id = p_room AND v.seq = p_target;
  DELETE FROM stars s WHERE s.chatroom_id = p_room AND s.seq = p_target;
  IF v_attachment IS NULL OR EXISTS (SELECT FROM messages m WHERE m.attachment_id = v_attachment) THEN
    RETURN NULL;
  END IF;
  -- Its bytes go right after the commit.
  UPDATE attachments a
    SET used_at = NULL, complete = false, removing_at = now(), filename = '', sha256 = '', blurhash = NULL, waveform = NULL
    WHERE a.id = v_attachment;
  DELETE FROM attachment_thumbnails t WHERE t.attachment_id = v_attachment;
  RETURN v_attachment;
END
$$;
