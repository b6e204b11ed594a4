create function api.turnover_stats(p_hotel text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'turnover_stats', 'room.status.read', p_note => p_note);
    v_today date := hotel.local_date(hotel.clock(), v_caller.timezone);
    v_midnight timestamptz := hotel.local_instant(v_today, '00:00', v_caller.timezone);
begin
    return (
        select jsonb_build_object(
            'total_rooms', count(*),
            'occupied', count(*) filter (where r.room_status = 'OCCUPIED'),
            'available', count(*) filter (where r.room_status = 'READY_FOR_GUEST'),
            'dirty', count(*) filter (where r.room_status = 'CHECKOUT_DIRTY'),
            'cleaning', count(*) filter (where r.room_status = 'CLEANING_IN_PROGRESS'),
            'awaiting_inspection', count(*) filter (where r.room_status = 'CLEANED_UNINSPECTED'),
            'maintenance', count(*) filter (where r.room_status = 'MAINTENANCE_REQUIRED'),
            'out_of_order', count(*) filter (where r.room_status = 'OUT_OF_ORDER'),
            'cleaned_today', count(*) filter (where r.last_cleaned_at >= v_midnight),
            'inspected_today', count(*) filter (where r.last_inspected_at >= v_midnight)
        )
        from hotel.room as r
        where r.hotel_id = v_caller.hotel_id and r.is_active
    ) || jsonb_build_object(
        'counts', (
            select jsonb_object_agg(s.status, (
                select count(*) from hotel.room as r where r.hotel_id = v_caller.hotel_id and r.is_active and r.room_status = s.status
            ))
            from unnest(enum_range(null::hotel.room_status)) as s (status)
        ),
        'departures_today', (
            select count(*) from hotel.booking as b
            where
                b.hotel_id = v_caller.hotel_id and b.status = 'CONFIRMED' and b.checked_in_at is not null
                and b.check_out <= v_today
        ),
        'arrivals_today', (
            select count(*) from hotel.booking as b
            where b.hotel_id = v_caller.hotel_id and b.status = 'CONFIRMED' and b.checked_in_at is null and b.check_in = v_today
        )
    );
end;
$$;
comment on function api.turnover_stats(text, text, text) is
'The active rooms counted by status, what was cleaned and inspected today, and who still comes and goes today; overdue departures are among the departures. Errors: RVAUT, RVDNY.';
grant execute on function api.turnover_stats(text, text, text) to hotelmate_api, hotelmate_operator;
