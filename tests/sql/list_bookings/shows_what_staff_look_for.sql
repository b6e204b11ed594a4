begin;
select plan(22);
select test.open_house();
select test.booking_statuses();
select test.assigned('ARRIVAL', 105);
create function pg_temp.listed(p_arguments text) returns text[] language sql as $$
    select coalesce(array_agg(r ->> 'promo_code' order by r ->> 'promo_code'), '{}')
    from jsonb_array_elements(test.answer('list_bookings', null, p_arguments, 'agent') -> 'results') as r;
$$;
select is(
    pg_temp.listed('p_page_size => 100'), '{ARRIVAL,CANCELLED,COMPLETED,CONFIRMED,DECLINED,EXPIRED,IN_HOUSE,NO_SHOW,PENDING_APPROVAL}',
    'everything but holds and what became of them'
);
select is(pg_temp.listed(format('p_filters => ''{"bucket": "%s"}''', b.bucket)), b.names::text[], b.bucket)
from (
    values
    ('arrivals', '{ARRIVAL,CONFIRMED,PENDING_APPROVAL}'), ('in_house', '{IN_HOUSE}'), ('departures', '{}'), ('pending', '{PENDING_APPROVAL}'),
    ('checked_out', '{COMPLETED}'), ('cancelled', '{CANCELLED}'), ('expired', '{EXPIRED}'), ('no_show', '{NO_SHOW}')
) as b (bucket, names);
select is(pg_temp.listed('p_filters => ''{"status": "DECLINED,EXPIRED"}'''), '{DECLINED,EXPIRED}', 'by status');
select is(pg_temp.listed(format('p_filters => ''{"q": "%s"}''', lower(test.number('ARRIVAL')))), '{ARRIVAL}', 'by number, in any case');
select
    is(
        test.answer('list_bookings', null, 'p_page_size => 4, p_page => 2') - 'results' - 'bucket_counts',
        '{"count": 9, "page": 2, "page_size": 4, "next": 3, "previous": 1}',
        'in pages'
    );
select is(jsonb_array_length(test.answer('list_bookings', null, 'p_page_size => 4, p_page => 3') -> 'results'), 1, 'the last of which may be short');
select is(test.answer('list_bookings', null, 'p_page_size => 1000') ->> 'page_size', '100', 'and none longer than a hundred');
select test.refuses('list_bookings', null, 'RVINV INVALID_FILTER_PARAMETERS', 'an unknown bucket', 'p_filters => ''{"bucket": "x"}''');
select test.at('2026-06-12 09:00 Europe/Dublin');
select is(pg_temp.listed('p_filters => ''{"bucket": "departures"}'''), '{IN_HOUSE}', 'who leaves today');
select is(
    (select sum((s.value ->> 'count')::int) from jsonb_each(test.answer('list_rooms', null)) as s), 13::bigint, 'list_rooms counts every room once'
);
select is(test.answer('list_rooms', null) -> 'OCCUPIED' ->> 'count', '1', 'under its status');
select is(test.answer('housekeeping_dashboard', null, p_as => 'housekeeper') -> 'counts' ->> 'CHECKOUT_DIRTY', '1', 'the dashboard counts them too');
select is(test.answer('get_room', null, 'p_room_number => 102') ->> 'is_occupied', 'true', 'get_room derives occupancy from the stay');
select test.refuses('get_room', null, 'RVNTF ROOM_NOT_FOUND', 'a room that is none', 'p_room_number => 999');
select test.refuses('get_booking', 'nobody', 'RVNTF BOOKING_NOT_FOUND', 'a booking that is none');
select * from finish();
rollback;
