-- An event too large for the provider still says which booking or room changed, carries what fits, and names where to read
-- the rest. The client merges what it receives over what it has: the smallest fields go first, so what is left out is the
-- long text that made it too large.

create function app.short_payload(p_payload text, p_fetch text) returns json
language sql stable parallel safe set search_path = ''
as $$
    with field as (
        select
            e.key,
            e.value,
            sum(octet_length(e.value::text) + 2 * octet_length(e.key) + 8) over (
                order by
                    e.key not in ('id', 'booking_id', 'room_number', 'status', 'room_status', 'guest_name'),
                    octet_length(e.value::text),
                    e.key
                rows unbounded preceding
            ) as size_so_far
        from pg_catalog.json_each(
            case when pg_catalog.json_typeof(p_payload::json) = 'object' then p_payload::json else '{}' end
        ) as e
    )

    select pg_catalog.json_object_agg(f.key, f.value)
    from (
        select d.key, d.value from field as d where d.size_so_far <= 7000
        union all
        select 'truncated', 'true'::json
        union all
        select 'fetch', pg_catalog.to_json(p_fetch)
    ) as f;
$$;
comment on function app.short_payload(text, text) is
'As many fields of a payload as fit into 7,000 bytes, the identifying ones first, then "truncated": true and "fetch": the path that answers the whole.';
