-- Removes some of the rows that lie before the beginning of a room's log, with all that belonged to them. Nobody reads, changes or
-- answers them any more, so no lock of the room is taken; their attachments' are, in the order of the log's writer, before their own.
--   count     how many entries went; fewer than p_most: all
--   released  attachments that no message shows any more: their bytes go after the commit
CREATE OR REPLACE FUNCTION take_away_beginning(p_chatroom bigint, p_most int, OUT count int, OUT released uuid[]) LANGUAGE plpgsql
SET lock_timeout = '500ms' SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  v_first bigint;
  v_last bigint;
  v_attachments uuid[];
  v_people uuid[];
  v_table text;
BEGIN
  SELECT h.first_seq INTO v_first FROM chatroom_heads h WHERE h.chatroom_id = p_chatroom;
  SELECT count(*), max(m.seq), array_agg(m.attachment_id) FILTER (WHERE m.attachment_id IS NOT NULL)
    INTO count, v_last, v_attachments
  FROM (
    SELECT m.seq, m.attachment_id FROM messages m WHERE m.chatroom_id = p_chatroom AND m.seq < v_first ORDER BY m.seq LIMIT p_most
  ) m;
  IF count = 0 THEN
    RETURN;
  END IF;
  PERFORM FROM attachments a WHERE a.id = ANY (v_attachments) ORDER BY a.id FOR NO KEY UPDATE;
  WITH gone AS (DELETE FROM messages m WHERE m.chatroom_id = p_chatroom AND m.seq <= v_last RETURNING m.mentions)
  SELECT array_agg(DISTINCT e.mentioned) INTO v_people FROM gone g, unnest(g.mentions) AS e (mentioned);
  DELETE FROM mentions e WHERE e.chatroom_id = p_chatroom AND e.seq <= v_last
    AND e.user_id = ANY (v_people || '00000000-0000-0000-0000-000000000000'::uuid);
  FOREACH v_table IN ARRAY ARRAY['message_reactions', 'poll_votes', 'message_versions', 'message_words', 'stars', 'reports'] LOOP
    EXECUTE format('DELETE FROM %I t WHERE t.chatroom_id = $1 AND t.seq <= $2', v_table) USING p_chatroom, v_last;
  END LOOP;
  IF v_attachments IS NULL THEN
    RETURN;
  END IF;
  -- As apply_delete.
  WITH unseen AS (
    UPDATE attachments a
      SET used_at = NULL, complete = false, removing_at = now(), filename = '', sha256 = '', blurhash = NULL, waveform = NULL
      WHERE a.id = ANY (v_attachments) AND (SELECT true FROM messages m WHERE m.attachment_id = a.id LIMIT 1) IS NULL
      RETURNING a.id
  )
  SELECT array_agg(u.id) INTO released FROM unseen u;
  DELETE FROM attachment_thumbnails t WHERE t.attachment_id = ANY (released);
END
$$;
