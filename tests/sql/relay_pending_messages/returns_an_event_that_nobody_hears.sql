begin;
select plan(1);

set local session_replication_role = replica;
alter table hotel.event disable trigger sealed_only;
insert into hotel.event_type (event_type, category, precedence, description) values ('unheard', 'rooms', 99, 'No route');
insert into hotel.hotel (hotel_id, slug, name, number_prefix, confirmation_prefix) overriding system value
values (71, 'shore', 'Shore', 'SHORE', 'SHO');
alter table hotel.log_head disable trigger sealed_only;
insert into hotel.log_head (hotel_id, event_seq) values (71, 1);
insert into hotel.event (hotel_id, seq, at, event_type, entity, entity_id, payload)
values (71, 1, now(), 'unheard', 'room', 1, '{}');

select results_eq(
    $$ select m.seq, m.channel, m.name from relay.pending_messages('{}', 1, 1) as m $$,
    $$ values (1::bigint, null::text, null::text) $$,
    'once, without a channel: it can be marked, and does not block the hotel'
);

select * from finish();
rollback;
