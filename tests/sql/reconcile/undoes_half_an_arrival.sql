begin;
select plan(9);
select test.open_house();
insert into hotel.operator_access (hotel_id, role_name) values (test.hotel_id(), session_user);
select test.in_house('sound', 101);
select test.assigned('half', 102);
select test.in_house('ghost', 103);
select test.commit();
set local session_replication_role = replica;
update hotel.booking set checked_in_at = hotel.clock() where promo_code = 'half';
update hotel.booking set checked_in_at = null where promo_code = 'ghost';
set local session_replication_role = origin;
select set_eq(
    $$ select d.entity_id from ops.drift as d where d.check_code = 'stay_without_room' $$,
    array[test.number('half'), test.number('ghost')], 'both are found'
);
select throws_ok(
    format($$ select ops.undo_arrival('harbour', %L, 'x') $$, test.number('sound')), 'RVSTT', 'This booking''s arrival is no contradiction.',
    'a sound arrival is not touched'
);
select ops.undo_arrival('harbour', test.number('half'), 'half done');
select test.commit();
select ops.undo_arrival('harbour', test.number('ghost'), 'half done');
select test.commit();
select is_empty(
    $$ select d.* from ops.drift as d where d.check_code not in ('undelivered_event', 'job_not_running', 'audit_fold', 'guest_after_departure') $$,
    'nothing is contradictory any more'
);
select is((test.booking('half')).checked_in_at, null, 'nobody is in house');
select is((test.claim('ghost')).is_open, false, 'nobody holds the room');
select is((test.room(103)).room_status::text, 'CHECKOUT_DIRTY', 'which somebody may have been in');
select is_empty($$ select g.* from hotel.in_house_guest as g where g.booking_id = test.id('ghost') and g.room_id is not null $$, 'no guest is in it');
select test.act('assign_room', 'half', format('p_room_id => %s', test.room_id(104)));
select test.act('check_in', 'half');
select is((test.room(104)).room_status::text, 'OCCUPIED', 'and the guest can arrive');
select is(
    (select a.note from hotel.audit as a where a.action = 'undo_check_in' and a.entity = 'room_claim' order by a.seq limit 1),
    'half done', 'the audit says why'
);
select * from finish();
rollback;
