begin;
select plan(8);
select test.open_house();
select test.at('2026-06-08 15:00 Europe/Dublin');
select test.paid('next', '2026-06-10', 3);
select test.act('assign_room', 'next', format('p_room_id => %s', test.room_id(103)));
select test.in_house('now', 103, '2026-06-08', 2);
select test.assigned('later', 104, '2026-06-12');
select test.at('2026-06-10 12:00 Europe/Dublin');
select test.put_room(105, 'MAINTENANCE_REQUIRED');
insert into hotel.room_block (hotel_id, room_id, starts_on, ends_on, reason)
values
(test.hotel_id(), test.room_id(106), '2026-06-09', '2026-06-11', 'paint'),
(test.hotel_id(), test.room_id(107), '2026-06-11', '2026-06-12', 'paint');
update hotel.room as r set is_active = false where r.id = test.room_id(110);
select test.commit();

create temporary table board as
select (r ->> 'room_number')::int as room_number, r from jsonb_array_elements(test.answer('read_board', null, '', 'agent') -> 'rooms') as r;
select is((select r -> 'guest' ->> 'booking_id' from board where room_number = 103), test.number('now'), 'who is in');
select is((select r -> 'arriving' ->> 'booking_id' from board where room_number = 103), test.number('next'), 'who comes next');
select is((select r -> 'arriving' from board where room_number = 104), 'null', 'nobody comes before the day');
select is((select r ->> 'room_status' from board where room_number = 105), 'MAINTENANCE_REQUIRED', 'the turnover');
select is((select r -> 'block' ->> 'ends_on' from board where room_number = 106), '2026-06-11', 'closed tonight, until then');
select is((select r -> 'block' from board where room_number = 107), 'null', 'a later block does not close it yet');
select is((select count(*) from board), 12::bigint, 'rooms that are not in use are not shown');
select is((select array_agg(room_number) from board), (select array_agg(room_number order by room_number) from board), 'in order');
select * from finish();
rollback;
