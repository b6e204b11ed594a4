begin;
select plan(3);

set local session_replication_role = replica;
insert into hotel.hotel (hotel_id, slug, name, number_prefix, confirmation_prefix) overriding system value
values (71, 'shore', 'Shore', 'SHORE', 'SHO');

set local role hotelmate_listener;
select lives_ok($$ select relay.dead_letter(71, 3, 'shore.rooms', 'HTTP 400') $$, 'a refused message');
select lives_ok(
    $$ select relay.dead_letter(71, 3, 'shore.rooms', repeat('x', 9999)) $$, 'refused again after a crash, with a long reason'
);
reset role;

select results_eq(
    $$ select d.hotel_id, d.seq, d.channel, length(d.error) from hotel.dead_letter as d where d.hotel_id = 71 $$,
    $$ values (71::bigint, 3::bigint, 'shore.rooms', 500) $$,
    'is one row with the latest reason, cut'
);

select * from finish();
rollback;
