-- Opening, closing and locking: the small steps that assignment, move, swap and undo are made of.

create function app.lock_rooms(p_hotel_id bigint, p_room_id bigint, p_other_room_id bigint) returns hotel.room
language plpgsql volatile set search_path = ''
as $$
declare
    v_room hotel.room;
begin
    -- By id, whichever is wanted: two moves in opposite directions meet in the same order.
    if p_other_room_id < p_room_id then
        perform app.lock_room(p_hotel_id, p_other_room_id);
    end if;
    v_room := app.lock_room(p_hotel_id, p_room_id);
    if p_other_room_id > p_room_id then
        perform app.lock_room(p_hotel_id, p_other_room_id);
    end if;
    return v_room;
end;
$$;
comment on function app.lock_rooms(bigint, bigint, bigint) is
'Locks one or two rooms in id order and returns the first named. p_other_room_id may be null. Errors: RVNTF ROOM_NOT_FOUND.';

create function app.close_claim(p_claim hotel.room_claim) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    update hotel.room_claim as c
    set
        is_open = false,
        closed_at = hotel.clock(),
        occupied_until = case when c.occupied_from is not null then hotel.clock() end
    where c.hotel_id = p_claim.hotel_id and c.id = p_claim.id;
end;
$$;
comment on function app.close_claim(hotel.room_claim) is 'Closes an open claim; nothing when there is none.';

create function app.vacate_room(p_hotel_id bigint, p_room_id bigint, p_turnover_note text) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_context hotel.action_context := app.context();
begin
    -- Nobody makes a room dirty: it follows from the departure.
    perform app.set_context(v_context.action, v_context.actor, v_context.staff_id, 'SYSTEM', v_context.note);
    update hotel.room as r
    set
        room_status = 'CHECKOUT_DIRTY',
        guest_fcm_token = null,
        turnover_notes = p_turnover_note
    where r.hotel_id = p_hotel_id and r.id = p_room_id;
    perform app.set_context(v_context.action, v_context.actor, v_context.staff_id, v_context.source, v_context.note);

    -- Everybody leaves, also guests who came without a booking.
    update hotel.in_house_guest as g set room_id = null where g.hotel_id = p_hotel_id and g.room_id = p_room_id;
    insert into hotel.housekeeping_task (hotel_id, room_id, booking_id, task_type, note)
    select p_hotel_id, p_room_id, null, 'TURNOVER', p_turnover_note
    where not exists (
        select from hotel.housekeeping_task as t
        where t.hotel_id = p_hotel_id and t.room_id = p_room_id and t.task_type = 'TURNOVER' and t.status in ('OPEN', 'IN_PROGRESS')
    );
end;
$$;
comment on function app.vacate_room(bigint, bigint, text) is
'The guests have left a room: nobody is in it, CHECKOUT_DIRTY, one open TURNOVER task, the note for housekeeping.';
