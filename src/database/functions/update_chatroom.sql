-- Changes a room, if the user may, and writes what is different then into the log. One call, so that no room stays locked while a node
-- thinks. p_given: the fields to change, of
--   description, max_members, visibility, settings and metadata, which are merged with what is there field by field: a field of metadata
--   that is null goes; avatar, which is null: its picture goes. p_avatar: the picture that it gets.
-- p_defaults: of all settings; kept are those that differ from them. p_avatar_url: what the addresses of the room's pictures begin with.
--   outcome  updated (first, last: the entry that was written, NULL if nothing is different) | forbidden | not_a_member
--            | chatroom_full (max_members below member_count) | payload_too_large (metadata beyond p_largest bytes)
--            | chatroom_not_found | unavailable
CREATE OR REPLACE FUNCTION update_chatroom(
  p_chatroom bigint, p_log text, p_user uuid, p_given jsonb, p_avatar bytea, p_defaults jsonb, p_largest int, p_avatar_url text,
  p_announce boolean, OUT outcome text, OUT first bigint, OUT last bigint
) LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
DECLARE
  v_head chatroom_heads;
  v_room chatrooms;
  v_settings jsonb;
  v_metadata jsonb;
  v_changes jsonb;
BEGIN
  outcome := lock_chatroom(p_chatroom, p_log, p_user, 'update');
  IF outcome IS NOT NULL THEN
    RETURN;
  END IF;
  SELECT * INTO v_head FROM chatroom_heads h WHERE h.chatroom_id = p_chatroom;
  SELECT * INTO v_room FROM chatrooms c WHERE c.id = p_chatroom;
  IF (p_given ->> 'max_members')::int < v_head.member_count THEN
    outcome := 'chatroom_full';
    RETURN;
  END IF;
  v_settings := p_defaults || v_head.settings;
  SELECT coalesce(jsonb_object_agg(e.key, e.value), '{}') INTO v_metadata
    FROM jsonb_each(v_room.metadata || coalesce(p_given -> 'metadata', '{}')) e WHERE e.value <> 'null';
  IF p_given ? 'metadata' AND json_bytes(v_metadata) > p_largest THEN
    outcome := 'payload_too_large';
    RETURN;
  END IF;

  SELECT coalesce(jsonb_object_agg(e.key, e.value), '{}') INTO v_changes FROM jsonb_each(p_given) e
    WHERE e.key IN ('description', 'max_members', 'visibility') AND e.value IS DISTINCT FROM jsonb_build_object(
      'description', v_room.description, 'max_members', v_head.max_members, 'visibility', v_room.visibility
    ) -> e.key;
  v_changes := v_changes || coalesce((
    SELECT jsonb_build_object('settings', jsonb_object_agg(e.key, e.value)) FROM jsonb_each(p_given -> 'settings') e
    WHERE e.value IS DISTINCT FROM v_settings -> e.key HAVING count(*) > 0
  ), '{}') || coalesce((
    SELECT jsonb_build_object('metadata', jsonb_object_agg(e.key, e.value)) FROM jsonb_each(p_given -> 'metadata') e
    WHERE nullif(e.value, 'null') IS DISTINCT FROM v_room.metadata -> e.key HAVING count(*) > 0
  ), '{}');
  IF p_avatar IS NOT NULL THEN
    v_room.avatar_id := keep_avatar(p_avatar);
    v_changes := v_changes || jsonb_build_object('avatar_url', p_avatar_url || "left"(v_room.avatar_id::text, 8));
  ELSIF p_given ? 'avatar' AND v_room.avatar_id IS NOT NULL THEN
    v_room.avatar_id := NULL;
    v_changes := v_changes || '{"avatar_url":null}';
  END IF;
  outcome := 'updated';
  IF v_changes = '{}' THEN
    RETURN;
  END IF;

  UPDATE chatroom_heads h SET max_members = coalesce((p_given ->> 'max_members')::int, h.max_members), settings = coalesce((
    SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(v_settings || coalesce(p_given -> 'settings', '{}')) e
    WHERE e.value IS DISTINCT FROM p_defaults -> e.key
  ), '{}') WHERE h.chatroom_id = p_chatroom;
  UPDATE chatrooms c SET description = coalesce(p_given ->> 'description', c.description),
    visibility = coalesce(p_given ->> 'visibility', c.visibility), metadata = v_metadata, avatar_id = v_room.avatar_id
  WHERE c.id = p_chatroom;
  SELECT e.seq, e.seq INTO first, last
    FROM append_event(p_chatroom, 'room', p_user, NULL, json_build_object('changes', v_changes), p_announce) e;
END
$$;
