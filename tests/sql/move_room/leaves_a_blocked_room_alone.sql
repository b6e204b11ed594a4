begin;
select plan(3);
select test.open_house();
select test.in_house('late', 101, '2026-06-10', 1);
select test.at('2026-06-12 09:00 Europe/Dublin');
insert into hotel.room_block (hotel_id, room_id, starts_on, ends_on, reason)
values
(test.hotel_id(), test.room_id(102), '2026-06-12', '2026-06-20', 'paint'),
(test.hotel_id(), test.room_id(103), '2026-06-13', '2026-06-20', 'paint');
select test.commit();
select test.refuses(
    'move_room', 'late', 'RVSTT ROOM_NOT_BOOKABLE', 'who stays on past the booked nights is not put among painters',
    format('p_to_room_id => %s, p_reason => ''noise''', test.room_id(102))
);
select test.act('move_room', 'late', format('p_to_room_id => %s, p_reason => ''noise''', test.room_id(103)));
select is((test.claim('late')).room_id, test.room_id(103), 'but where they come tomorrow');
select test.attack(
    $$ update hotel.room_claim set is_open = false, closed_at = hotel.clock(), occupied_until = hotel.clock()
       where booking_id = test.id('late') and is_open;
       select test.insert_claim('late', 102, jsonb_build_object('occupied_from', hotel.clock())) $$,
    'RVSTT ROOM_NOT_BOOKABLE', 'nor by hand'
);
select * from finish();
rollback;
