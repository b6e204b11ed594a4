begin;
select plan(3);
select test.open_house();
insert into hotel.idempotency (hotel_id, caller, key, action, body_hash, answer)
values (test.hotel_id(), 'staff 1', 'one', 'assign_room', '\x00', '{"guest_name": "Ana Costa"}');
select test.at(hotel.clock() + interval '24 hours');
select is(jobs.forget_answers(), 0, 'for a day a repetition gets the same answer');
select test.at(hotel.clock() + interval '1 second');
select is(jobs.forget_answers(), 1, 'then it is forgotten');
select is_empty('select * from hotel.idempotency', 'with the names in it');
select * from finish();
rollback;
