-- The pairs are walked exhaustively in transitions/; here are the ways around the machine, and the one audit row each.
begin;
select plan(16);
select test.open_house();
select test.put_room(102, 'CHECKOUT_DIRTY');
select test.put_room(103, 'OUT_OF_ORDER');

select test.attack(
    $$ update hotel.room set room_status = 'CLEANED_UNINSPECTED' where id = test.room_id(101) $$,
    'RVSTT TRANSITION_NOT_LISTED',
    'a ready room is cleaned'
);
select test.attack(
    $$ update hotel.room set room_status = 'CHECKOUT_DIRTY' $$, 'RVSTT TRANSITION_NOT_LISTED', 'every room at once'
);
select test.attack(
    $$ update hotel.room set room_status = 'READY_FOR_GUEST' where id = test.room_id(102) $$,
    'RVSTT TRANSITION_NOT_LISTED', 'a listed change, by an action it is not listed for', p_action => 'mark_cleaned'
);
select test.attack(
    $$ insert into hotel.room as r (hotel_id, room_number, room_type_id) values (test.hotel_id(), 102, test.type_id('DBL'))
       on conflict (hotel_id, room_number) do update set room_status = 'OCCUPIED' $$,
    'RVSTT TRANSITION_NOT_LISTED', 'an upsert'
);
select test.attack(
    $$ merge into hotel.room as r using (values (103)) as v (n) on r.room_number = v.n and r.hotel_id = test.hotel_id()
       when matched then update set room_status = 'OCCUPIED' $$,
    'RVSTT TRANSITION_NOT_LISTED', 'a MERGE'
);
select test.attack(
    $$ insert into hotel.room_transition (from_status, to_status, action, source, capability, event_type)
       values ('OCCUPIED', 'OCCUPIED', 'x', 'SYSTEM', 'room.status.read', 'room_updated') $$,
    '23514 transition_changes_the_room', 'a transition that goes nowhere'
);
select test.attack(
    $$ update hotel.room set created_at = created_at - interval '1 day' where id = test.room_id(101) $$,
    'RVSTT ROOM_IDENTITY_IS_IMMUTABLE', 'a room becomes older'
);
select test.attack($$ delete from hotel.room where id = test.room_id(110) $$, 'RVSTT APPEND_ONLY', 'a room vanishes from the log');
select test.attack($$ truncate hotel.room cascade $$, 'RVSTT APPEND_ONLY', 'all rooms vanish');
select test.attack(
    $$ insert into hotel.room (hotel_id, room_number, room_type_id) values (test.hotel_id(), 102, test.type_id('DBL')) $$,
    '23505 room_hotel_id_room_number_key', 'two rooms behind one door'
);
select test.attack(
    $$ insert into hotel.room (hotel_id, room_number, room_type_id) values (test.hotel_id(), 0, test.type_id('DBL')) $$,
    '23514 room_number_is_on_a_door', 'a room without a door'
);

select test.mark();
update hotel.room set room_status = 'CLEANING_IN_PROGRESS' where id = test.room_id(102);
select is(test.audit(), '{"UPDATE room CHECKOUT_DIRTY>CLEANING_IN_PROGRESS"}', 'one audit row, written by trigger');
select is(test.events(), '{room_updated}', 'and one event');
select test.mark();
update hotel.room set room_status = 'CLEANING_IN_PROGRESS' where id = test.room_id(102);
select is(test.audit() || test.events(), '{}', 'the same status again writes nothing');
select test.mark();
update hotel.room set room_status = 'CHECKOUT_DIRTY' where id = test.room_id(102);
update hotel.room set room_status = 'MAINTENANCE_REQUIRED' where id = test.room_id(102);
select is(
    test.audit(), '{"UPDATE room CLEANING_IN_PROGRESS>CHECKOUT_DIRTY","UPDATE room CHECKOUT_DIRTY>MAINTENANCE_REQUIRED"}',
    'two changes in one transaction are two audit rows'
);
select is(test.events(), '{room_updated}', 'and one event, of the state that commits');
select * from finish();
rollback;
