-- A6: which room a booking may hold. Asked by the claim's own trigger, so that a claim typed by hand obeys it too.

create function app.claim_refusal(p_claim hotel.room_claim) returns app.refusal
language plpgsql stable set search_path = ''
as $$
declare
    b hotel.booking;
    r hotel.room;
    v_max_occupancy int;
    v_staying int;
    v_must_be_ready boolean;
begin
    select b0.* into strict b from hotel.booking as b0 where b0.hotel_id = p_claim.hotel_id and b0.id = p_claim.booking_id;
    select r0.* into strict r from hotel.room as r0 where r0.hotel_id = p_claim.hotel_id and r0.id = p_claim.room_id;
    select
        t.max_occupancy,
        -- A swap, an undone check-in and an import keep a room that was ready when it was first assigned.
        p_claim.occupied_from is not null
        or (l.room_readiness = 'AT_ASSIGNMENT' and (app.context()).action not in ('swap_rooms', 'undo_check_in', 'import')),
        (
            select count(*) from hotel.party_member as m
            where m.hotel_id = b.hotel_id and m.booking_id = b.id and m.is_staying
        )
    into strict v_max_occupancy, v_must_be_ready, v_staying
    from hotel.room_type as t
    inner join hotel.hotel_policy as l on t.hotel_id = l.hotel_id
    where t.hotel_id = r.hotel_id and t.id = r.room_type_id;

    return case
        when b.status <> 'CONFIRMED' then app.refusal_of(
            'BOOKING_STATUS_NOT_ASSIGNABLE', format('Booking %s is %s.', b.number, b.status), 'Only confirmed bookings hold rooms.'
        )
        when v_staying <> b.adults + b.children then app.refusal_of(
            'PARTY_INCOMPLETE', 'Not everybody of the party is named yet.', 'Complete the party first.'
        )
        when r.room_status = 'OCCUPIED' and p_claim.occupied_from is not null then app.refusal_of(
            'ROOM_OCCUPIED', format('Room %s is occupied.', r.room_number), 'Choose another room.'
        )
        -- Who stays on past the booked nights holds none of them: a block of tonight does not show in the claim.
        when p_claim.occupied_from is not null and exists (
            select from hotel.room_claim as k
            inner join hotel.hotel as h on k.hotel_id = h.hotel_id
            where
                k.hotel_id = r.hotel_id and k.room_id = r.id and k.is_open and k.kind = 'BLOCK'
                and k.stay @> hotel.local_date(p_claim.occupied_from, h.timezone) and not k.stay && p_claim.stay
        ) then app.refusal_of(
            'ROOM_NOT_BOOKABLE', format('Room %s is blocked tonight.', r.room_number), 'Choose another room.'
        )
        when not r.is_active or r.room_status in ('OUT_OF_ORDER', 'MAINTENANCE_REQUIRED')
            or (v_must_be_ready and r.room_status <> 'READY_FOR_GUEST') then app.refusal_of(
            'ROOM_NOT_BOOKABLE',
            format('Room %s is %s.', r.room_number, case when r.is_active then r.room_status::text else 'not in service' end),
            'Wait for housekeeping, or choose another room.'
        )
        when b.adults + b.children > v_max_occupancy then app.refusal_of(
            'ROOM_CAPACITY_EXCEEDED', format('Room %s is for %s.', r.room_number, v_max_occupancy), 'Choose a larger room.'
        )
        when r.room_type_id <> b.room_type_id and hotel.is_blank(p_claim.upgrade_reason) then app.refusal_of(
            'ROOM_TYPE_MISMATCH', format('Room %s is of another type than was booked.', r.room_number),
            'Give upgrade_reason to upgrade the guest.'
        )
    end;
end;
$$;
comment on function app.claim_refusal(hotel.room_claim) is
'Why a booking may not hold this room: BOOKING_STATUS_NOT_ASSIGNABLE, PARTY_INCOMPLETE, ROOM_OCCUPIED, ROOM_NOT_BOOKABLE, ROOM_CAPACITY_EXCEEDED, ROOM_TYPE_MISMATCH; null: it may.';

create function app.upgrade_reason(p_caller app.caller, p_booking hotel.booking, p_room hotel.room, p_reason text) returns text
language plpgsql stable set search_path = ''
as $$
begin
    if p_room.room_type_id = p_booking.room_type_id then
        return null;
    end if;
    if not hotel.is_blank(p_reason) then
        perform app.require_capability(p_caller, 'booking.override.supervise');
    end if;
    return p_reason;
end;
$$;
comment on function app.upgrade_reason(app.caller, hotel.booking, hotel.room, text) is
'The reason to record when the room is of another type than was booked, else null. Errors: RVDNY CAPABILITY_MISSING.';
