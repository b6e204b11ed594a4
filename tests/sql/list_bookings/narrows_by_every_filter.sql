begin;
select plan(41);
select test.open_house();
select test.at('2026-03-28 15:00 Europe/Dublin');
select test.staff_booking('ann', '2026-03-29', 2, p_total_minor => 12345, p_adults => 2);
select test.in_house('bob', 103);
select test.act('move_room', 'bob', format('p_to_room_id => %s, p_reason => ''noise''', test.room_id(104)));
-- The night in which the clocks go forward: 29 March is 23 hours long.
select test.at('2026-03-29 00:30 Europe/Dublin');
select test.staff_booking('cid', '2026-04-02', 3, 'STE', p_total_minor => 99900);
select test.act('mark_booking_seen', 'cid', p_as => 'agent');
select test.at('2026-03-29 23:30 Europe/Dublin');
select test.staff_booking('dan', '2026-04-05');
select test.at('2026-03-30 11:00 Europe/Dublin');
create function pg_temp.listed(p_filters text, p_ordering text default 'booking_id') returns text language sql as $$
    select coalesce(string_agg(r ->> 'promo_code', ' ' order by n), '')
    from jsonb_array_elements(
        test.answer('list_bookings', null, format('p_filters => %L, p_ordering => %L', p_filters, p_ordering), 'agent') -> 'results'
    ) with ordinality as r (r, n);
$$;
select is(pg_temp.listed(c.filters), c.expected, c.filters)
from (
    values
    ('{}', 'ann bob cid dan'), ('{"q": "", "status": "", "adults": ""}', 'ann bob cid dan'),
    ('{"bucket": "all"}', 'ann bob cid dan'), ('{"bucket": "arrivals"}', ''), ('{"bucket": "arrivals", "date_from": "2026-03-29"}', 'ann'),
    (
        '{"bucket": "arrivals", "date_to": "2026-04-02"}',
        'cid'
    ), ('{"bucket": "arrivals", "date_from": "2026-04-02", "date_to": "2026-04-05"}', 'cid dan'),
    ('{"bucket": "departures"}', 'bob'), ('{"bucket": "in_house"}', 'bob'), ('{"bucket": "overdue_checkout"}', ''),
    ('{"date_from": "2026-03-29"}', 'ann cid dan'), ('{"date_to": "2026-03-31"}', 'ann bob'),
    ('{"date_mode": "created", "date_from": "2026-03-29", "date_to": "2026-03-29"}', 'cid dan'),
    ('{"date_mode": "created", "date_to": "2026-03-28"}', 'ann bob'), ('{"date_mode": "checked_in", "date_from": "2026-03-28"}', 'bob'),
    ('{"date_mode": "checked_out", "date_from": "2026-03-28"}', ''), ('{"date_mode": "updated", "date_from": "2026-03-29"}', 'cid dan'),
    ('{"assigned": "true"}', 'bob'), ('{"assigned": "0"}', 'ann cid dan'), ('{"room_number": "104"}', 'bob'), ('{"room_number": "103"}', ''),
    ('{"room_type": "STE"}', 'cid'), ('{"room_type": "NONE"}', ''), ('{"adults": "2"}', 'ann'), ('{"children": "1"}', ''),
    ('{"party_size_min": "2"}', 'ann'), ('{"party_size_max": "1"}', 'bob cid dan'),
    ('{"precheckin": "none"}', 'ann bob cid dan'), ('{"precheckin": "complete"}', ''),
    (
        '{"amount_min": "123.45", "amount_max": "500"}',
        'ann bob dan'
    ), ('{"amount_max": "123.44"}', ''), ('{"currency": "eur", "amount_min": "999"}', 'cid'),
    ('{"seen": "true"}', 'cid'), ('{"seen": "false", "q": "guest"}', 'ann bob dan'), ('{"q": "DAN g"}', 'dan'), ('{"q": "104"}', 'bob'),
    ('{"q": "suite"}', 'cid'), ('{"q": "100%"}', '')
) as c (filters, expected);
select is(pg_temp.listed('{}', '-total_amount'), 'cid dan bob ann', 'in another order, equal ones the newest first');
select test.at('2026-03-30 11:00:01 Europe/Dublin');
select is(pg_temp.listed('{"bucket": "overdue_checkout"}'), 'bob', 'overdue from the second after the check-out time on');
select test.refuses('list_bookings', null, 'RVINV INVALID_ORDERING', 'an unknown order', 'p_ordering => ''x''');
select * from finish();
rollback;
