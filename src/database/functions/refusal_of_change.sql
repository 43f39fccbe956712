-- Why a change cannot be made to its target, which was said and is there, as the caller has read it under the lock of the room; NULL
-- if it can. That the sender may make such changes at all has been seen before; moderates: they may also delete what others have said.
-- windows: seconds in which an author may edit, and delete. pinned: what is pinned in the room.
--   message_not_found (it does not fit the kind of the target) | forbidden | too_late | validation_failed
CREATE OR REPLACE FUNCTION refusal_of_change(
  target messages, change text, sender uuid, moderates boolean, message text, payload json, at timestamptz, windows int[],
  pinned bigint[]
) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN change = 'edit' THEN CASE
      WHEN target.type NOT IN ('text', 'attachment', 'custom') THEN 'message_not_found'
      WHEN target.sender_id <> sender THEN 'forbidden'
      WHEN at > target.created_at + windows[1] * interval '1 second' THEN 'too_late'
      -- Only a custom message has content; all others have nothing but words.
      WHEN target.type <> 'custom' AND (message IS NULL OR payload IS NOT NULL) THEN 'validation_failed'
    END
    WHEN change = 'delete' AND NOT moderates THEN CASE
      WHEN target.sender_id <> sender THEN 'forbidden'
      WHEN at > target.created_at + windows[2] * interval '1 second' THEN 'too_late'
    END
    WHEN change = 'vote' THEN CASE
      WHEN target.type <> 'poll' THEN 'message_not_found'
      WHEN at >= (target.payload #>> '{poll,closes_at}')::timestamptz THEN 'too_late'
      WHEN NOT (target.payload #>> '{poll,multiple}')::boolean AND json_array_length(payload -> 'options') > 1
        OR json_array_length(target.payload #> '{poll,options}') <= (payload #>> '{options,-1}')::int THEN 'validation_failed'
    END
    WHEN change = 'pin' AND (payload ->> 'pinned')::boolean AND cardinality(pinned) >= 10 AND target.seq <> ALL (pinned)
      THEN 'validation_failed'
  END
$$;
