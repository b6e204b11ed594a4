begin;
select plan(16);
select test.open_house();
select
    test.refuses(
        'list_bookings', null, 'RVINV INVALID_FILTER_PARAMETERS', c.filters, format('p_filters => %L', c.filters)
    )
from (
    values
    ('{"bucket": "x"}'), ('{"status": "CONFIRMED,x"}'), ('{"date_mode": "x"}'), ('{"date_from": "2026-02-30"}'), ('{"date_to": "2026-4-1"}'),
    ('{"date_from": "2026-04-02", "date_to": "2026-04-01"}'), ('{"assigned": "perhaps"}'), ('{"room_id": "x"}'), ('{"room_number": "-1"}'),
    ('{"adults": "1.5"}'), ('{"party_size_min": "12345678901"}'), ('{"precheckin": "x"}'), ('{"amount_min": "1.234"}'), ('{"seen": "x"}'),
    ('{"seen_by_staff_id": "x"}')
) as c (filters);
select test.refuses(
    'list_bookings',
    null,
    'RVINV INVALID_FILTER_PARAMETERS',
    'too long a text',
    format('p_filters => ''{"q": "%s"}''', repeat('x', 201))
);
select * from finish();
rollback;
