-- Every change of an audited table leaves a note: what changed, and what there is to announce about it. The seal at commit
-- turns the notes into audit rows and events. One short trigger function per table that has something to announce.

create function app.note(
    p_hotel_id bigint,
    p_operation text,
    p_entity text,
    p_entity_id text,
    p_changes text,
    p_from_status text default null,
    p_to_status text default null,
    p_booking_id bigint default null,
    p_booking_event text default null,
    p_guest_event text default null,
    p_room_id bigint default null,
    p_room_event text default null,
    p_incident_id bigint default null,
    p_incident_event text default null
) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    if p_operation = 'UPDATE' and p_changes = '{}' then
        return;
    end if;
    insert into hotel.log_pending (
        hotel_id, operation, entity, entity_id, changes, from_status, to_status,
        booking_id, booking_event, guest_event, room_id, room_event, incident_id, incident_event, context
    )
    values (
        p_hotel_id, p_operation, p_entity, p_entity_id, p_changes, p_from_status, p_to_status,
        p_booking_id, p_booking_event, p_guest_event, p_room_id, p_room_event, p_incident_id, p_incident_event, app.context()
    );
end;
$$;
comment on function app.note(
    bigint, text, text, text, text, text, text, bigint, text, text, bigint, text, bigint, text
) is 'Leaves a note for the seal; nothing when an UPDATE changed nothing. Called by row triggers only.';

create function app.note_booking() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_event text := 'booking_updated';
    v_guest_event text;
begin
    if tg_op = 'INSERT' or new.status <> old.status then
        select t.event_type, t.guest_event_type into v_event, v_guest_event
        from hotel.booking_transition as t
        where t.from_status is not distinct from old.status and t.to_status = new.status
        order by t.action = (app.context()).action desc, t.action
        limit 1;
    elsif new.checked_in_at is not null and old.checked_in_at is null then
        v_event := 'booking_checked_in';
        v_guest_event := 'booking_checked_in';
    end if;

    perform app.note(
        new.hotel_id, tg_op, 'booking', new.id::text, app.changes_of_booking(old, new),
        p_from_status => old.status::text, p_to_status => new.status::text,
        p_booking_id => new.id, p_booking_event => v_event, p_guest_event => v_guest_event
    );
    return null;
end;
$$;
comment on function app.note_booking() is 'Notes a change of a booking; the transition row names its event.';
create trigger note after insert or update on hotel.booking for each row execute function app.note_booking();

create function app.note_room() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    perform app.note(
        new.hotel_id, tg_op, 'room', new.id::text, app.changes_of_room(old, new),
        p_from_status => old.room_status::text, p_to_status => new.room_status::text,
        p_room_id => new.id,
        p_room_event => case
            when old.room_status is distinct from new.room_status and 'OCCUPIED' in (old.room_status, new.room_status)
                then 'room_occupancy_updated'
            else 'room_updated'
        end
    );
    return null;
end;
$$;
comment on function app.note_room() is 'Notes a change of a room.';
create trigger note after insert or update on hotel.room for each row execute function app.note_room();

create function app.note_room_claim() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_occupancy_changed boolean := (new.occupied_from, new.occupied_until) is distinct from (old.occupied_from, old.occupied_until);
    v_is_new_assignment boolean := tg_op = 'INSERT' and new.kind = 'ASSIGNMENT';
begin
    perform app.note(
        new.hotel_id, tg_op, 'room_claim', new.id::text, app.changes_of_room_claim(old, new),
        p_booking_id => new.booking_id,
        p_booking_event => case
            when v_is_new_assignment then 'booking_room_assigned' when new.booking_id is not null then 'booking_updated'
        end,
        p_guest_event => case when v_is_new_assignment then 'booking_room_assigned' end,
        p_room_id => case when v_occupancy_changed or new.kind = 'BLOCK' then new.room_id end,
        p_room_event => case
            when v_occupancy_changed then 'room_occupancy_updated' when new.kind = 'BLOCK' then 'room_updated'
        end
    );
    return null;
end;
$$;
comment on function app.note_room_claim() is 'Notes a change of who holds or occupies a room.';
create trigger note after insert or update on hotel.room_claim for each row execute function app.note_room_claim();

create function app.note_party_member() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    perform app.note(
        coalesce(new.hotel_id, old.hotel_id), tg_op, 'party_member', coalesce(new.id, old.id)::text,
        app.changes_of_party_member(old, new),
        p_booking_id => coalesce(new.booking_id, old.booking_id), p_booking_event => 'booking_party_updated'
    );
    return null;
end;
$$;
comment on function app.note_party_member() is 'Notes a change of a party.';
create trigger note after insert or update or delete on hotel.party_member
for each row execute function app.note_party_member();

create function app.note_ledger_entry() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    perform app.note(
        new.hotel_id, tg_op, 'ledger_entry', new.id::text, app.changes_of_ledger_entry(null, new),
        p_booking_id => new.booking_id, p_booking_event => 'booking_updated'
    );
    return null;
end;
$$;
comment on function app.note_ledger_entry() is 'Notes a movement of money.';
create trigger note after insert on hotel.ledger_entry for each row execute function app.note_ledger_entry();

create function app.note_housekeeping_task() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    perform app.note(
        coalesce(new.hotel_id, old.hotel_id), tg_op, 'housekeeping_task', coalesce(new.id, old.id)::text,
        app.changes_of_housekeeping_task(old, new),
        p_from_status => old.status::text, p_to_status => new.status::text,
        p_room_id => coalesce(new.room_id, old.room_id), p_room_event => 'room_updated'
    );
    return null;
end;
$$;
comment on function app.note_housekeeping_task() is 'Notes a change of a housekeeping task; its room announces it.';
create trigger note after insert or update or delete on hotel.housekeeping_task
for each row execute function app.note_housekeeping_task();

create function app.note_overstay_incident() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    perform app.note(
        new.hotel_id, tg_op, 'overstay_incident', new.id::text, app.changes_of_overstay_incident(old, new),
        p_from_status => old.status::text, p_to_status => new.status::text,
        p_booking_id => new.booking_id, p_booking_event => 'booking_updated',
        p_incident_id => new.id,
        p_incident_event => case
            when tg_op = 'INSERT' then 'booking_overstay_flagged'
            else 'booking_overstay_acknowledged'
        end
    );
    return null;
end;
$$;
comment on function app.note_overstay_incident() is 'Notes a change of an overstay incident.';
create trigger note after insert or update on hotel.overstay_incident
for each row execute function app.note_overstay_incident();

create function app.note_booking_extension() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    perform app.note(
        new.hotel_id, tg_op, 'booking_extension', new.id::text, app.changes_of_booking_extension(old, new),
        p_from_status => old.status::text, p_to_status => new.status::text,
        p_booking_id => new.booking_id, p_booking_event => 'booking_updated',
        p_incident_id => i.id, p_incident_event => case when i.id is not null then 'booking_overstay_extended' end
    )
    from (values (1)) as one (n)
    left join hotel.overstay_incident as i
        on i.hotel_id = new.hotel_id and i.booking_id = new.booking_id and i.status in ('OPEN', 'ACKED');
    return null;
end;
$$;
comment on function app.note_booking_extension() is 'Notes an extension; an active overstay incident announces it.';
create trigger note after insert or update on hotel.booking_extension
for each row execute function app.note_booking_extension();
