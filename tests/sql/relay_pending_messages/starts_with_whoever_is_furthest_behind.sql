begin;
select plan(5);

set local session_replication_role = replica;
alter table hotel.event disable trigger sealed_only;
insert into hotel.hotel (hotel_id, slug, name, number_prefix, confirmation_prefix) overriding system value
select g, 'hotel-' || g, 'Hotel', 'H' || g, 'H' from generate_series(71, 74) as g;
alter table hotel.log_head disable trigger sealed_only;
insert into hotel.log_head (hotel_id, event_seq) select g, 20 from generate_series(71, 74) as g;
insert into hotel.event (hotel_id, seq, at, event_type, entity, entity_id, booking_number, payload)
select h, s, timestamptz '2026-06-01 00:00+00' + make_interval(mins => s), 'booking_updated', 'booking', 1, 'BK-1', '{}'
from generate_series(71, 74) as h, generate_series(1, 20) as s;
insert into hotel.relay_cursor (hotel_id, delivered_seq, delivered_at) values
(71, 20, '2026-06-01 00:20+00'),
(72, 15, '2026-06-01 00:15+00'),
(73, 5, '2026-06-01 00:05+00');

select results_eq(
    $$ select distinct m.hotel_id from relay.pending_messages('{}', 2, 3) as m order by m.hotel_id $$,
    $$ values (73::bigint), (74) $$,
    'two lanes: the hotel never relayed, and the one five minutes in'
);
select results_eq(
    $$ select distinct m.hotel_id from relay.pending_messages('{74}', 2, 3) as m order by m.hotel_id $$,
    $$ values (72::bigint), (73) $$,
    'a hotel being worked on is left out'
);
select results_eq(
    $$ select distinct m.seq from relay.pending_messages('{72,74}', 2, 3) as m order by m.seq $$,
    $$ values (6::bigint), (7), (8) $$,
    'the next events after the cursor, in order, no more than asked for'
);
select is_empty(
    $$ select * from relay.pending_messages('{72,73,74}', 2, 3) $$,
    'a hotel that is up to date has nothing'
);
select is_empty($$ select * from relay.pending_messages('{}', 0, 3) $$, 'no lane is free: nothing');

select * from finish();
rollback;
