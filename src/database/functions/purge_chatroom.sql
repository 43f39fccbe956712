-- Removes some messages of a deleted room, and then what belonged to them: a star is made under its message's lock, so that after
-- the last message none comes. Attachments that no message refers to any more count as unused again. True: call again. False:
-- all gone, or another call is at it. The attachments are locked in one statement, in the order of the log's
-- writer, and looked at in the next: a message that was being sent with one of them is then seen.
CREATE OR REPLACE FUNCTION purge_chatroom(p_chatroom bigint) RETURNS boolean LANGUAGE plpgsql
SET lock_timeout = '500ms' AS $$
DECLARE
  v_deleted bigint;
  v_attachments uuid[];
  v_table text;
BEGIN
  PERFORM FROM deleted_chatrooms d WHERE d.chatroom_id = p_chatroom FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  WITH deleted AS (
    DELETE FROM messages WHERE ctid = ANY (ARRAY(
      SELECT m.ctid FROM messages m WHERE m.chatroom_id = p_chatroom ORDER BY m.seq LIMIT 5000
    )) RETURNING attachment_id
  )
  SELECT count(*), array_agg(attachment_id) FILTER (WHERE attachment_id IS NOT NULL)
    INTO v_deleted, v_attachments FROM deleted;
  IF v_deleted = 0 THEN
    FOREACH v_table IN ARRAY ARRAY['message_words', 'mentions', 'message_reactions', 'poll_votes', 'message_versions', 'stars'] LOOP
      EXECUTE format('DELETE FROM %1$I WHERE ctid = ANY (ARRAY(
        SELECT t.ctid FROM %1$I t WHERE t.chatroom_id = $1 ORDER BY t.seq LIMIT 5000
      ))', v_table) USING p_chatroom;
      GET DIAGNOSTICS v_deleted = ROW_COUNT;
      IF v_deleted > 0 THEN
        RETURN true;
      END IF;
    END LOOP;
    DELETE FROM followed f WHERE f.chatroom_id = p_chatroom;
    DELETE FROM deleted_chatrooms d WHERE d.chatroom_id = p_chatroom;
    RETURN false;
  END IF;
  PERFORM FROM attachments a WHERE a.id = ANY (v_attachments) ORDER BY a.id FOR NO KEY UPDATE;
  UPDATE attachments a SET used_at = NULL
    WHERE a.id = ANY (v_attachments) AND NOT EXISTS (SELECT FROM messages m WHERE m.attachment_id = a.id);
  RETURN true;
END
$$;
