begin;
select plan(8);

set local session_replication_role = replica;
alter table hotel.event disable trigger sealed_only;
insert into hotel.hotel (hotel_id, slug, name, number_prefix, confirmation_prefix) overriding system value
values (71, 'shore', 'Shore', 'SHORE', 'SHO'), (72, 'ridge', 'Ridge', 'RIDGE', 'RID');
alter table hotel.log_head disable trigger sealed_only;
insert into hotel.log_head (hotel_id, event_seq) values (71, 3), (72, 3);
insert into hotel.event (hotel_id, seq, at, event_type, entity, entity_id, payload)
select h, s, timestamptz '2026-06-01 00:00+00' + make_interval(mins => s), 'room_updated', 'room', 1, '{}'
from generate_series(1, 3) as s, unnest('{71,72}'::bigint[]) as h;

prepare delivered as
select c.delivered_seq, c.delivered_at from hotel.relay_cursor as c where c.hotel_id = 71;

select lives_ok('select relay.mark_delivered(''{71}'', ''{2}'')', 'the first mark of a hotel');
select results_eq('delivered', $$ values (2::bigint, timestamptz '2026-06-01 00:02+00') $$, 'is where it says');

select lives_ok('select relay.mark_delivered(''{71}'', ''{1}'')', 'an older mark, of a relay that lost the lead,');
select results_eq('delivered', $$ values (2::bigint, timestamptz '2026-06-01 00:02+00') $$, 'changes nothing');

select throws_ok(
    'select relay.mark_delivered(''{71}'', ''{4}'')', 'RVNTF', 'There is no such event.',
    'a mark past the last event would lose the next one: refused'
);
select results_eq('delivered', $$ values (2::bigint, timestamptz '2026-06-01 00:02+00') $$, 'and nothing moved');

select lives_ok('select relay.mark_delivered(''{72,71}'', ''{1,3}'')', 'several hotels at once');
select results_eq(
    'select c.hotel_id, c.delivered_seq from hotel.relay_cursor as c where c.hotel_id in (71, 72) order by c.hotel_id',
    'values (71::bigint, 3::bigint), (72, 1)', 'each is where it says'
);

select * from finish();
rollback;
