begin;
select plan(9);
select test.open_house();
create function pg_temp.group_of(p_count int, p_type text default 'DBL') returns text language sql as $$
    select jsonb_agg(jsonb_build_object(
        'room_type_code', p_type, 'check_in', '2026-07-01', 'check_out', '2026-07-03', 'primary_first_name', 'G' || n, 'primary_last_name', 'Group',
        'primary_email', 'g@example.org', 'primary_phone', '1', 'total_minor', 1000 * n, 'party', null
    ))::text from generate_series(1, p_count) as n;
$$;
create function pg_temp.arguments(p_bookings text) returns text language sql as $$ select format('p_bookings => %L', p_bookings) $$;
create temporary table made on commit drop as select test.answer(
    'create_staff_bookings',
    null,
    pg_temp.arguments(pg_temp.group_of(10)),
    'agent'
) as m;
select is((m ->> 'created_count')::int, 10, 'a group') from made;
select is(jsonb_path_query_array(m, '$.bookings[*].status'), to_jsonb(array_fill('CONFIRMED'::text, '{10}')), 'all confirmed') from made;
select is(m -> 'bookings' -> 1 ->> 'total_amount', '20.00', 'each at its price') from made;
select is((select count(*) from hotel.event where event_type = 'booking_created'), 10::bigint, 'each announced');
select test.refuses(
    'create_staff_bookings',
    null,
    '23514 night_is_not_oversold',
    'one too many for the house',
    pg_temp.arguments(pg_temp.group_of(1))
);
select test.refuses(
    'create_staff_bookings',
    null,
    '23514 night_is_not_oversold',
    'refuses the others too',
    pg_temp.arguments(pg_temp.group_of(3, 'STE'))
);
select is((select count(*) from hotel.booking), 10::bigint, 'none of them is there');
select test.refuses('create_staff_bookings', null, 'RVINV VALIDATION_ERROR', 'none at all', 'p_bookings => ''[]''');
select test.refuses(
    'create_staff_bookings',
    null,
    'RVDNY CAPABILITY_MISSING',
    'a housekeeper books nobody',
    pg_temp.arguments(pg_temp.group_of(1)),
    'housekeeper'
);
select * from finish();
rollback;
