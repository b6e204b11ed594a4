-- The room of an imported booking: a past stay as a closed claim, a guest in the house in an occupied room, an assignment
-- that keeps its room if nobody else holds it.

create function app.import_room_claim(d app.import_draft) returns app.import_draft
language plpgsql volatile set search_path = ''
as $$
declare
    v_claim hotel.room_claim;
begin
    if (d.old).assigned_room_id is null then
        return d;
    end if;
    if (d.b).status not in ('CONFIRMED', 'COMPLETED') then
        d.c := app.import_finding(d.c, 'ROOM_OF_ENDED_BOOKING_RELEASED', 'assigned_room_id', (d.old).assigned_room_id, null);
        return d;
    end if;

    v_claim := app.draft_claim(d);
    if (select r.room_type_id from hotel.room as r where r.hotel_id = v_claim.hotel_id and r.id = v_claim.room_id) <> (d.b).room_type_id then
        v_claim.upgrade_reason := 'The old system had the guest in a room of another type (imported)';
        d.c := app.import_finding(d.c, 'ROOM_OF_ANOTHER_TYPE', 'assigned_room_id', (d.old).assigned_room_id, v_claim.upgrade_reason);
    end if;
    return case
        when (d.b).status = 'COMPLETED' then app.import_past_stay(d, v_claim)
        when (d.b).checked_in_at is not null then app.import_stay(d, v_claim)
        else app.import_assignment(d, v_claim)
    end;
end;
$$;
comment on function app.import_room_claim(app.import_draft) is
'Gives the booking the room it had. Findings: ROOM_OF_ENDED_BOOKING_RELEASED, ROOM_OF_ANOTHER_TYPE, ASSIGNMENT_DROPPED, PAST_STAYS_SHARED_A_ROOM. Errors: RVSTT IMPORT_PARENT_MISSING, IMPORT_CROSS_HOTEL, those of app.claim_refusal for a guest in the house, 23P01 one_holder_per_room_and_night.';

create function app.draft_claim(d app.import_draft) returns hotel.room_claim
language plpgsql stable set search_path = ''
as $$
declare
    v hotel.room_claim;
    v_timezone text := (select h.timezone from hotel.hotel as h where h.hotel_id = (d.b).hotel_id);
    v_first date := least((d.b).check_in, hotel.local_date((d.b).checked_in_at, v_timezone));
begin
    v.hotel_id := (d.b).hotel_id;
    v.room_id := app.required_id(d.c, 'rooms_room', (d.old).assigned_room_id);
    v.kind := 'ASSIGNMENT';
    v.booking_id := (d.b).id;
    v.is_open := (d.b).status = 'CONFIRMED';
    v.opened_at := coalesce((d.old).room_assigned_at, (d.b).checked_in_at, (d.b).created_at);
    v.closed_at := (d.b).checked_out_at;
    v.occupied_from := (d.b).checked_in_at;
    v.occupied_until := (d.b).checked_out_at;
    v.stay := daterange(
        v_first, greatest(v_first, least((d.b).check_out, hotel.local_date((d.b).checked_out_at, v_timezone)))
    );
    v.note := 'imported';
    return v;
end;
$$;
comment on function app.draft_claim(app.import_draft) is 'The room claim of an imported booking. Errors: RVSTT IMPORT_PARENT_MISSING, IMPORT_CROSS_HOTEL.';

create function app.insert_claim(p_claim hotel.room_claim) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    p_claim.id := nextval(pg_get_serial_sequence('hotel.room_claim', 'id'));
    insert into hotel.room_claim overriding system value select (p_claim).*;
end;
$$;
comment on function app.insert_claim(hotel.room_claim) is 'Inserts a claim as it is given. Errors: those of hotel.room_claim and its triggers.';

create function app.import_past_stay(d app.import_draft, p_claim hotel.room_claim) returns app.import_draft
language plpgsql volatile set search_path = ''
as $$
declare
    v_other text;
begin
    -- It happened, so it comes in; that two had one room is said.
    select string_agg(b.number, ', ' order by b.number) into v_other
    from hotel.room_claim as c
    inner join hotel.booking as b on c.hotel_id = b.hotel_id and c.booking_id = b.id
    where
        c.hotel_id = p_claim.hotel_id and c.room_id = p_claim.room_id and c.occupied_from is not null and c.stay && p_claim.stay;
    if v_other is not null then
        d.c := app.import_finding(d.c, 'PAST_STAYS_SHARED_A_ROOM', 'assigned_room_id', (d.old).assigned_room_id, v_other);
    end if;
    perform app.insert_claim(p_claim);
    return d;
end;
$$;
comment on function app.import_past_stay(app.import_draft, hotel.room_claim) is 'Enters a stay that is over. Findings: PAST_STAYS_SHARED_A_ROOM.';

create function app.import_assignment(d app.import_draft, p_claim hotel.room_claim) returns app.import_draft
language plpgsql volatile set search_path = ''
as $$
declare
    v_reason text := (app.claim_refusal(p_claim)).code;
begin
    if v_reason is null then
        begin
            perform app.insert_claim(p_claim);
        exception when exclusion_violation then
            v_reason := 'ROOM_OVERLAP_CONFLICT';
        end;
    end if;
    -- The guest keeps the booking and needs another room.
    if v_reason is not null then
        d.c := app.import_finding(d.c, 'ASSIGNMENT_DROPPED', 'assigned_room_id', (d.old).assigned_room_id, v_reason);
    end if;
    return d;
end;
$$;
comment on function app.import_assignment(app.import_draft, hotel.room_claim) is
'Keeps an assignment if the room can be held. Findings: ASSIGNMENT_DROPPED, with the code that was in the way.';

create function app.import_stay(d app.import_draft, p_claim hotel.room_claim) returns app.import_draft
language plpgsql volatile set search_path = ''
as $$
declare
    v_room hotel.room := app.lock_room(p_claim.hotel_id, p_claim.room_id);
    v_context hotel.action_context := app.context();
    v_booking hotel.booking;
begin
    -- The room goes the way every room goes: ready, then occupied.
    if v_room.room_status not in ('READY_FOR_GUEST', 'OCCUPIED') then
        perform app.set_context('set_room_status', v_context.actor, null, 'IMPORT', v_context.note);
        update hotel.room as r set room_status = 'READY_FOR_GUEST' where r.hotel_id = v_room.hotel_id and r.id = v_room.id;
    end if;
    perform app.insert_claim(p_claim);
    perform app.set_context('check_in', v_context.actor, null, 'IMPORT', v_context.note);
    update hotel.room as r set room_status = 'OCCUPIED' where r.hotel_id = v_room.hotel_id and r.id = v_room.id;

    select b.* into strict v_booking from hotel.booking as b where b.hotel_id = p_claim.hotel_id and b.id = p_claim.booking_id;
    perform app.register_guests(app.booking_facts_of(v_booking));
    perform app.set_context(v_context.action, v_context.actor, null, v_context.source, v_context.note);
    return d;
end;
$$;
comment on function app.import_stay(app.import_draft, hotel.room_claim) is
'Puts a guest who is in the house into the room. Errors: RVSTT PARTY_INCOMPLETE, ROOM_OCCUPIED, ROOM_NOT_BOOKABLE, ROOM_CAPACITY_EXCEEDED, 23P01 one_holder_per_room_and_night, 23514 inactive_room_is_not_occupied.';
