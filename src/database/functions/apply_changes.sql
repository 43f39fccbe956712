-- Makes of messages what changes say that have just been written into the log. The caller holds the locks of the rooms and of the
-- attachments of what is deleted, and has seen that each change can be made; how they may stand together: append_messages.
-- Parameters: the changes, as columns: room, own seq, seq of the target, type, sender, words, and what is particular to the type.
-- Answers: attachments that no message shows any more; from this transaction on nobody can see them. NULL for none.
-- Row by row: each is looked up by its key, whatever the plan.
CREATE OR REPLACE FUNCTION apply_changes(
  p_rooms bigint[], p_seqs bigint[], p_targets bigint[], p_types text[], p_senders uuid[], p_messages text[], p_payloads json[],
  p_at timestamptz
) RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE
  c record;
  v_attachment uuid;
  v_released uuid[];
BEGIN
  INSERT INTO message_reactions (chatroom_id, seq, user_id, emoji, entry_seq, created_at)
    SELECT d.room, d.target, d.sender, d.payload ->> 'emoji', d.seq, p_at
    FROM unnest(p_rooms, p_seqs, p_targets, p_types, p_senders, p_payloads) AS d (room, seq, target, type, sender, payload)
    WHERE d.type = 'reaction' AND d.payload ->> 'emoji' IS NOT NULL
  ON CONFLICT (chatroom_id, seq, user_id) DO UPDATE
    SET emoji = excluded.emoji, entry_seq = excluded.entry_seq, created_at = excluded.created_at;

  FOR c IN
    SELECT * FROM unnest(p_rooms, p_seqs, p_targets, p_types, p_senders, p_messages, p_payloads)
      AS d (room, seq, target, type, sender, message, payload)
    WHERE d.type <> 'reaction' OR d.payload ->> 'emoji' IS NULL
  LOOP
    CASE c.type
    WHEN 'reaction' THEN
      DELETE FROM message_reactions r WHERE r.chatroom_id = c.room AND r.seq = c.target AND r.user_id = c.sender;
    WHEN 'vote' THEN
      PERFORM apply_vote(c.room, c.seq, c.target, c.sender, c.payload -> 'options', p_at);
    WHEN 'edit' THEN
      PERFORM apply_edit(c.room, c.seq, c.target, c.message, c.payload -> 'content', p_at);
    WHEN 'pin' THEN
      PERFORM apply_pin(c.room, c.target, (c.payload ->> 'pinned')::boolean);
    WHEN 'delete' THEN
      v_attachment := apply_delete(c.room, c.target, c.sender);
      IF v_attachment IS NOT NULL THEN
        v_released := array_append(v_released, v_attachment);
      END IF;
    END CASE;
  END LOOP;

  FOR c IN
    SELECT d.room, d.target, max(d.seq) AS seq, bool_or(d.type = 'reaction') AS reacted, bool_or(d.type = 'vote') AS voted
    FROM unnest(p_rooms, p_seqs, p_targets, p_types) AS d (room, seq, target, type)
    GROUP BY d.room, d.target
  LOOP
    IF c.voted THEN
      UPDATE messages m SET votes = votes_of(c.room, c.target) WHERE m.chatroom_id = c.room AND m.seq = c.target;
    END IF;
    IF NOT c.reacted THEN
      UPDATE messages m SET changed_seq = c.seq WHERE m.chatroom_id = c.room AND m.seq = c.target;
      CONTINUE;
    END IF;
    -- The most frequent first, of each the first 20 people. A query of its own and no function: this is what is done most.
    UPDATE messages m SET changed_seq = c.seq, reactions = (
      SELECT jsonb_agg(jsonb_build_object('emoji', g.emoji, 'count', g.count, 'users', g.users) ORDER BY g.count DESC, g.first)
      FROM (
        SELECT r.emoji, count(*) AS count, min(r.entry_seq) AS first, (array_agg(r.user_id ORDER BY r.entry_seq))[:20] AS users
        FROM message_reactions r WHERE r.chatroom_id = c.room AND r.seq = c.target
        GROUP BY r.emoji
      ) g
    ) WHERE m.chatroom_id = c.room AND m.seq = c.target;
  END LOOP;
  RETURN v_released;
END
$$;
