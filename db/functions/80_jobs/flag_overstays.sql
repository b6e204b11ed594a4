create function jobs.flag_overstays(p_hotel_id bigint, p_limit int default 200) returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_count int;
begin
    perform app.begin_system_action('flag_overstay', 'flag_overstays', 'SYSTEM');
    with due as (
        select b.hotel_id, b.id, b.check_out
        from hotel.booking as b
        inner join hotel.hotel as h on b.hotel_id = h.hotel_id
        inner join hotel.hotel_policy as l on b.hotel_id = l.hotel_id
        where
            b.hotel_id = p_hotel_id
            and b.status = 'CONFIRMED'
            and b.checked_in_at is not null
            and hotel.local_instant(b.check_out, l.standard_checkout_time, h.timezone) <= hotel.clock()
            and not exists (
                select from hotel.overstay_incident as i
                where i.hotel_id = b.hotel_id and i.booking_id = b.id and i.status in ('OPEN', 'ACKED', 'DISMISSED')
                    and (i.status <> 'DISMISSED' or i.expected_checkout_date = b.check_out)
            )
        order by b.check_out, b.id
        limit p_limit
        for no key update of b skip locked
    )

    insert into hotel.overstay_incident (hotel_id, booking_id, expected_checkout_date, detected_at)
    select d.hotel_id, d.id, d.check_out, hotel.clock() from due as d
    on conflict (hotel_id, booking_id) where status in ('OPEN', 'ACKED') do nothing;

    get diagnostics v_count = row_count;
    return v_count;
end;
$$;
comment on function jobs.flag_overstays(bigint, int) is
'One active incident per guest still in house at the check-out time; one dismissed for the same date is not opened again. Never checks out, bills or restricts. Returns how many.';
grant execute on function jobs.flag_overstays(bigint, int) to hotelmate_jobs;
