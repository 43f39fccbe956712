-- How many bytes a JSON value has, written without spaces: PostgreSQL writes one after each colon and comma between its parts.
CREATE OR REPLACE FUNCTION json_bytes(value jsonb) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT octet_length(value::text) - coalesce(sum(CASE jsonb_typeof(part)
    WHEN 'object' THEN greatest(2 * (SELECT count(*) FROM jsonb_object_keys(part)) - 1, 0)
    WHEN 'array' THEN greatest(jsonb_array_length(part) - 1, 0)
    ELSE 0
  END), 0)::int FROM jsonb_path_query(value, 'strict $.**') part
$$;
