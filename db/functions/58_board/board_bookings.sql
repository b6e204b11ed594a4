-- The bookings that need somebody today, each with the lists it stands on. What puts a booking on a list is said here and
-- nowhere else; every branch is served by a queue's partial index, however many bookings there are.

create function app.board_bookings(p_caller app.caller) returns jsonb
-- One plan for every hotel: to plan it takes longer than to carry it out, and no hotel wants another.
language plpgsql stable set search_path = '' set plan_cache_mode = 'force_generic_plan'
as $$
declare
    v_today date := hotel.local_date(hotel.clock(), p_caller.timezone);
    v_recently timestamptz := hotel.clock() - interval '2 days';
begin
    return (
        with at_risk as materialized (
            select w.* from app.arrival_at_risk_view as w where w.hotel_id = p_caller.hotel_id
        )

        select coalesce(
            jsonb_agg(
                app.board_row(v) || jsonb_build_object(
                    'lists', array_remove(array[
                        case when v.status = 'PENDING_APPROVAL' then 'approvals' end,
                        case when v.is_new_for_staff and v.stay_status in ('RESERVED', 'ASSIGNED') then 'new' end,
                        case when v.stay_status in ('RESERVED', 'ASSIGNED') and v.status = 'CONFIRMED' and v.check_in <= v_today then 'arrivals' end,
                        case when v.stay_status = 'IN_HOUSE' then 'in_house' end,
                        case when v.stay_status = 'IN_HOUSE' and v.check_out <= v_today then 'departures' end,
                        case when v.overstay_risk_level <> 'OK' then 'overstays' end,
                        case when w.booking_id is not null then 'at_risk' end
                    ], null),
                    'room_is_still_taken_by', case when w.booking_id is not null then jsonb_build_object(
                        'booking_id', w.in_room_booking_id, 'name', w.in_room_guest, 'check_out', w.in_room_check_out
                    ) end
                ) order by v.check_in, v.booking_id
            ), '[]'
        )
        from (
            select b.id from hotel.booking as b where b.hotel_id = p_caller.hotel_id and b.status = 'PENDING_APPROVAL'
            union
            select b.id from hotel.booking as b
            where b.hotel_id = p_caller.hotel_id and b.status = 'CONFIRMED' and b.checked_in_at is null and b.check_in <= v_today
            union
            select b.id from hotel.booking as b
            where b.hotel_id = p_caller.hotel_id and b.status = 'CONFIRMED' and b.checked_in_at is not null
            union
            select b.id from hotel.booking as b
            where
                b.hotel_id = p_caller.hotel_id and b.created_at >= v_recently
                and b.staff_seen_at is null and b.status in ('PENDING_APPROVAL', 'CONFIRMED')
        ) as p
        -- Looked up one by one: joined, the planner reads all the bookings a hotel ever had.
        cross join lateral (
            select v.* from app.booking_view as v where v.hotel_id = p_caller.hotel_id and v.id = p.id order by v.id limit 1
        ) as v
        left join at_risk as w on v.booking_id = w.booking_id
    );
end;
$$;
comment on function app.board_bookings(app.caller) is
'Bookings as app.board_row shows them, with lists[] (approvals, new, arrivals, in_house, departures, overstays, at_risk) and, when at_risk, room_is_still_taken_by{booking_id, name, check_out}.';

create function app.board_row(p_booking app.booking_view) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return jsonb_build_object(
        'booking_id', p_booking.booking_id,
        'status', p_booking.status,
        'stay_status', p_booking.stay_status,
        'guest_name', p_booking.guest_name,
        'check_in', p_booking.check_in,
        'check_out', p_booking.check_out,
        'nights', p_booking.nights,
        'adults', p_booking.adults,
        'children', p_booking.children,
        'room_number', p_booking.room_number,
        'room_status', p_booking.room -> 'room_status',
        'room_type_code', p_booking.room_type_code,
        'room_type_name', p_booking.room_type_name,
        'total_amount', p_booking.total_amount,
        'currency', p_booking.currency,
        'paid_at', p_booking.paid_at,
        'terms', p_booking.terms,
        'party_missing_count', p_booking.party_missing_count,
        'special_requests', p_booking.special_requests,
        'approval_deadline_at', p_booking.approval_deadline_at,
        'approval_cutoff_at', p_booking.approval_cutoff_at,
        'approval_risk_level', p_booking.approval_risk_level,
        'checkout_deadline_at', p_booking.checkout_deadline_at,
        'overstay_risk_level', p_booking.overstay_risk_level,
        'overstay_minutes', p_booking.overstay_minutes,
        'is_new_for_staff', p_booking.is_new_for_staff,
        'created_at', p_booking.created_at
    );
end;
$$;
comment on function app.board_row(app.booking_view) is 'A booking in the few fields that a line on the board needs.';
