-- An event too large for the provider still says which booking or room changed and where to read the rest. The client merges
-- what it receives over what it has, so a field left out does no harm.

create function app.short_payload(p_payload text, p_fetch text) returns json
language sql stable parallel safe set search_path = ''
as $$
    select pg_catalog.json_object_agg(f.key, f.value)
    from (
        select e.key, e.value
        from pg_catalog.json_each(
            case when pg_catalog.json_typeof(p_payload::json) = 'object' then p_payload::json else '{}' end
        ) as e
        where
            e.key in (
                'id', 'booking_id', 'confirmation_number', 'status', 'guest_name', 'primary_guest_name', 'check_in', 'check_out',
                'room_number', 'assigned_room_number', 'room_status', 'is_occupied', 'is_out_of_order', 'maintenance_required'
            )
            and octet_length(e.value::text) <= 200
        union all
        select 'truncated', 'true'::json
        union all
        select 'fetch', pg_catalog.to_json(p_fetch)
    ) as f;
$$;
comment on function app.short_payload(text, text) is
'The identifying fields of a payload, "truncated": true and "fetch": the path that answers the whole. At most 4 kB for any payload.';
