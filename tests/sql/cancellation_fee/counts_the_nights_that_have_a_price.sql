-- Nights that were added and wait for their payment are not in the total, so that the first night is no part of them.
begin;
select plan(2);
select test.open_house();
insert into hotel.cancellation_policy (hotel_id, code, name, template_type, free_until_hours, penalty_type, no_show_penalty_type)
values (test.hotel_id(), 'FLEX', 'Flexible', 'FLEXIBLE', 24, 'FIRST_NIGHT', 'FIRST_NIGHT');
select test.staff_booking('ann', p_nights => 1, p_arguments => 'p_cancellation_policy => ''FLEX''');
select test.act('assign_room', 'ann', format('p_room_id => %s', test.room_id(101)));
select test.act('check_in', 'ann');
select test.act('extend_stay', 'ann', 'p_add_nights => 1');
select test.act('undo_check_in', 'ann', 'p_reason => ''wrong guest''');
select is((app.cancellation_fee(test.booking('ann'), hotel.clock())).fee_minor, 10900::bigint, 'a cancellation costs the first night');
select is(app.no_show_fee(test.booking('ann')), 10900::bigint, 'and so does a no-show');
select * from finish();
rollback;
