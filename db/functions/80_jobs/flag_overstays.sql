create function jobs.flag_overstays(p_hotel_id bigint, p_limit int default 200, p_only bigint default null) returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_due bigint[];
    v_count int;
begin
    perform app.begin_system_action('flag_overstay', 'flag_overstays', 'SYSTEM');
    v_due := app.take_due('flag_overstays', p_hotel_id, p_limit, p_only);
    insert into hotel.overstay_incident (hotel_id, booking_id, expected_checkout_date, detected_at)
    select b.hotel_id, b.id, b.check_out, hotel.clock()
    from hotel.booking as b
    where b.hotel_id = p_hotel_id and b.id = any(v_due);
    get diagnostics v_count = row_count;
    return v_count;
end;
$$;
comment on function jobs.flag_overstays(bigint, int, bigint) is
'One active incident per guest still in house at the check-out time, p_only: this one; one dismissed for the same date is not opened again. Never checks out, bills or restricts. Returns how many.';
grant execute on function jobs.flag_overstays(bigint, int, bigint) to hotelmate_jobs;

create function app.is_unflagged_overstay(p_booking hotel.booking) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    return (app.incident_of(p_booking)).id is null and (
        select app.checkout_deadline_at(p_booking.check_out, l.standard_checkout_time, h.timezone) <= hotel.clock()
        from hotel.hotel as h
        inner join hotel.hotel_policy as l on h.hotel_id = l.hotel_id
        where h.hotel_id = p_booking.hotel_id
    );
end;
$$;
comment on function app.is_unflagged_overstay(hotel.booking) is 'Whether a guest in house has reached the check-out time and nobody has said so yet.';
