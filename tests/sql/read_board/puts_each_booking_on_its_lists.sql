begin;
select plan(18);
select test.open_house();
select test.at('2026-06-08 15:00 Europe/Dublin');
select test.paid('promised', '2026-06-10');
select test.act('assign_room', 'promised', format('p_room_id => %s', test.room_id(103)));
select test.in_house('late', 103, '2026-06-08', 2);
select test.in_house('staying', 104, '2026-06-08', 5);
select test.at('2026-06-10 12:00 Europe/Dublin');
select test.request('asked', '2026-06-20');
select test.assigned('today', 105, '2026-06-10');
select test.act('mark_booking_seen', 'today');
select test.assigned('tomorrow', 106, '2026-06-11');
select test.act('mark_booking_seen', 'tomorrow');
select test.paid('gone');
select test.act('cancel_booking', 'gone', 'p_reason => ''x''');
select test.hold('unpaid');

create temporary table board as select test.answer('read_board', null, '', 'agent') as board;
grant select on board to public;
create function pg_temp.lists_of(p_name text) returns text language sql as $$
    select array_to_string(array(select jsonb_array_elements_text(b -> 'lists')), ' ')
    from board, jsonb_array_elements(board.board -> 'bookings') as b
    where b ->> 'booking_id' = test.number(p_name);
$$;
select is(pg_temp.lists_of(c.name), c.expected, c.name)
from (
    values
    ('asked', 'approvals new'), ('today', 'arrivals'), ('promised', 'new arrivals at_risk'), ('staying', 'in_house'),
    ('late', 'in_house departures overstays'), ('tomorrow', null), ('gone', null), ('unpaid', null)
) as c (name, expected);
select is(
    (
        select b -> 'room_is_still_taken_by' ->> 'booking_id' from board, jsonb_array_elements(board -> 'bookings') as b
        where b ->> 'booking_id' = test.number('promised')
    ),
    test.number('late'), 'who is still in the promised room'
);
select is(
    (select board ->> 'seq' from board)::bigint,
    (select count(*) from hotel.event as e where e.hotel_id = test.hotel_id()), 'as of the last event'
);
select is((select board ->> 'today' from board), '2026-06-10', 'the hotel''s own day');
select is((select board -> 'staff' ->> 'name' from board), 'Ada Agent', 'who looks');
select is((select board -> 'hotel' ->> 'standard_checkout_time' from board), '11:00:00', 'when guests leave');
select test.open_house('lagoon', 'America/New_York');
select is(jsonb_array_length(test.answer('read_board', null, '', 'manager', 'lagoon') -> 'bookings'), 0, 'another hotel''s bookings are not shown');
select is(test.answer('read_board', null, '', 'housekeeper') -> 'bookings', '[]', 'without booking.record.read there are no bookings');
select is(jsonb_array_length(test.answer('read_board', null, '', 'housekeeper') -> 'rooms'), 13, 'but all rooms');
select test.refuses('read_board', null, 'RVDNY CAPABILITY_MISSING', 'a cook has no board', '', 'cook');
select test.writes_nothing('read_board', null, 'looking changes nothing', '', 'agent');
select * from finish();
rollback;
