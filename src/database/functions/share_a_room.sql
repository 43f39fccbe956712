-- Whether two people are members of one chatroom. Both lists of rooms are ordered by the index on (user_id, chatroom_id): each is
-- searched for what the other has next, so that it takes as many steps as the shorter of them has rooms, at the most.
CREATE OR REPLACE FUNCTION share_a_room(p_one uuid, p_other uuid) RETURNS boolean LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  v_one bigint;
  v_other bigint := 0;
BEGIN
  LOOP
    SELECT m.chatroom_id INTO v_one FROM members m
      WHERE m.user_id = p_one AND m.chatroom_id >= v_other ORDER BY m.chatroom_id LIMIT 1;
    IF v_one IS NULL OR v_one = v_other THEN
      RETURN v_one IS NOT NULL;
    END IF;
    SELECT m.chatroom_id INTO v_other FROM members m
      WHERE m.user_id = p_other AND m.chatroom_id >= v_one ORDER BY m.chatroom_id LIMIT 1;
    IF v_other IS NULL OR v_other = v_one THEN
      RETURN v_other IS NOT NULL;
    END IF;
  END LOOP;
END
$$;
