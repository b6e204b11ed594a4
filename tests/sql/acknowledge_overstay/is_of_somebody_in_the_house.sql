begin;
select plan(8);
select test.open_house();
select test.in_house('guest', 101, '2026-06-10', 1);
select test.assigned('coming', 102);
select test.booking_in('COMPLETED', 'departed', 103);

create function pg_temp.overstays(p_name text, p_status text default 'OPEN') returns bigint language sql as $$
    insert into hotel.overstay_incident (
        hotel_id, booking_id, status, expected_checkout_date, detected_at, acknowledged_at, acknowledged_by, resolved_at, resolved_by
    )
    select
        test.hotel_id(), test.id(p_name), p_status::hotel.incident_status, '2026-06-11', hotel.clock(),
        case p_status when 'ACKED' then hotel.clock() end, case p_status when 'ACKED' then 'x' end,
        case p_status when 'RESOLVED' then hotel.clock() end, case p_status when 'RESOLVED' then 'x' end
    returning id;
$$;
select test.attack($$ select pg_temp.overstays('coming') $$, 'RVSTT BOOKING_NOT_CHECKED_IN', 'a guest who has not come stays too long');
select test.attack($$ select pg_temp.overstays('coming', 'ACKED') $$, 'RVSTT BOOKING_NOT_CHECKED_IN', 'and somebody deals with it');
select test.attack($$ select pg_temp.overstays('departed') $$, 'RVSTT BOOKING_NOT_CHECKED_IN', 'a guest who has left stays too long');
select test.attack(
    $$ select pg_temp.overstays('guest', 'RESOLVED');
       update hotel.overstay_incident set status = 'OPEN', resolved_at = null, resolved_by = null $$,
    'RVSTT FINAL_STATE', 'an overstay that is over begins again'
);
select test.attack(
    $$ select pg_temp.overstays('guest', 'ACKED');
       update hotel.overstay_incident set status = 'OPEN', acknowledged_at = null, acknowledged_by = null $$,
    'RVSTT FINAL_STATE', 'what somebody deals with is news again'
);
select test.attack(
    $$ select pg_temp.overstays('guest'); update hotel.overstay_incident set booking_id = test.id('coming') $$,
    'RVSTT FINAL_STATE', 'it moves to a guest who has not come'
);
select test.holds($$ select pg_temp.overstays('guest') $$, 'one of a guest in the house is let through');
select test.holds($$ select pg_temp.overstays('departed', 'RESOLVED') $$, 'so is one that is over');
select * from finish();
rollback;
