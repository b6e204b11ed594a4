-- Events carry the snapshot of what they are about, names included. Nothing of an event ever changes but this: when its guest is
-- erased, its payload becomes the short one, which says what changed and where to read it as it is now. Its number, its id and its
-- time stay, so nobody who counts events misses one.

create function app.erased_event(p_event hotel.event) returns hotel.event
language plpgsql stable set search_path = ''
as $$
declare
    v_slug text;
begin
    select h.slug into strict v_slug from hotel.hotel as h where h.hotel_id = p_event.hotel_id;
    p_event.payload := app.short_payload(app.impersonal_payload(p_event.payload), app.event_path(p_event, v_slug, false))::text;
    if p_event.guest_payload is not null then
        p_event.guest_payload := app.short_payload(
            app.impersonal_payload(p_event.guest_payload), app.event_path(p_event, v_slug, true)
        )::text;
    end if;
    return p_event;
end;
$$;
comment on function app.erased_event(hotel.event) is 'An event with short payloads that name nobody. The same again for one that is erased already.';

create function app.impersonal_payload(p_payload text) returns text
language plpgsql immutable set search_path = ''
as $$
begin
    return (
        select coalesce(json_object_agg(e.key, e.value order by e.key), '{}')::text
        from json_each(p_payload::json) as e
        -- What is not known to be harmless goes.
        where e.key in (
            'id', 'booking_id', 'confirmation_number', 'room_number', 'status', 'stay_status', 'room_status', 'check_in', 'check_out',
            'is_occupied', 'changed_fields'
        )
    );
end;
$$;
comment on function app.impersonal_payload(text) is 'Of a payload, the fields that say what and when, and never who.';

create function app.guard_event() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    -- Only the trigger of an erasure comes here from within a trigger; and it may do just this.
    if tg_op = 'UPDATE' and pg_catalog.pg_trigger_depth() >= 2 then
        if row(new.*)::hotel.event is not distinct from app.erased_event(row(old.*)::hotel.event) then
            return new;
        end if;
    end if;
    perform app.refuse_change_of(tg_table_schema, tg_table_name, tg_op);
    return null;
end;
$$;
comment on function app.guard_event() is
'Refuses every change of an event but the erasure of who is in it. Errors: RVSTT APPEND_ONLY.';

create function app.shows_guest(p_payload text, p_guest_ids bigint[]) returns boolean
language plpgsql immutable set search_path = ''
as $$
begin
    return exists (
        select from json_array_elements(coalesce(p_payload::json -> 'guests_in_room', '[]')) as g
        where (g ->> 'id')::bigint = any(p_guest_ids)
    );
end;
$$;
comment on function app.shows_guest(text, bigint[]) is 'Whether a room''s payload shows one of these guests in it.';
