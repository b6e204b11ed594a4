begin;
select plan(12);
select test.open_house();
create function pg_temp.left_of(p_type text, p_from date, p_to date) returns int language sql as $$
    select (o.value ->> 'rooms_left')::int
    from jsonb_array_elements(
        test.answer('get_availability', null, format('p_check_in => %L, p_check_out => %L', p_from, p_to), null) -> 'available_rooms'
    ) as o
    where o.value ->> 'room_type_code' = p_type;
$$;
select is(pg_temp.left_of('DBL', '2026-06-12', '2026-06-14'), 10, 'ten doubles are free');
select test.hold('held', '2026-06-12', 1);
select is(pg_temp.left_of('DBL', '2026-06-12', '2026-06-14'), 9, 'a hold takes one');
select test.request('asked', '2026-06-13', 1);
select is(pg_temp.left_of('DBL', '2026-06-12', '2026-06-14'), 9, 'a request of the other night does not take two: the fullest night counts');
select test.request('asked_too', '2026-06-12', 2);
select is(pg_temp.left_of('DBL', '2026-06-12', '2026-06-14'), 8, 'one of both nights does');
select is(pg_temp.left_of('DBL', '2026-06-14', '2026-06-15'), 10, 'the day of departure is free');
insert into hotel.room_block (hotel_id, room_id, starts_on, ends_on, reason)
values (test.hotel_id(), test.room_id(110), '2026-06-12', '2026-06-20', 'painting');
select test.commit();
select is(pg_temp.left_of('DBL', '2026-06-12', '2026-06-14'), 7, 'a dated block takes a room');
select is(pg_temp.left_of('DBL', '2026-06-18', '2026-06-19'), 9, 'also from nights nobody has booked yet');
update hotel.room_type set overbooking_limit = 2 where id = test.type_id('DBL');
select test.commit();
select is(pg_temp.left_of('DBL', '2026-06-12', '2026-06-14'), 9, 'the overbooking limit is sold as well');
select is(pg_temp.left_of('DBL', '2026-06-18', '2026-06-19'), 11, 'on every night');
select test.act('cancel_booking', 'asked_too', 'p_reason => ''ill''');
select is(pg_temp.left_of('DBL', '2026-06-12', '2026-06-14'), 10, 'what is cancelled is free again');

-- What is offered can be booked, and what is not cannot.
select test.hold('s', '2026-07-01', 1, 'SGL');
select is(pg_temp.left_of('SGL', '2026-07-01', '2026-07-02'), 0, 'the only single is gone');
select is(
    test.answer('get_availability', null, 'p_check_in => ''2026-07-01'', p_check_out => ''2026-07-02'', p_adults => 2', null)
    -> 'available_rooms'
    @? '$[*] ? (@.room_type_code == "SGL" && @.is_available == false && @.can_accommodate == false && @.note == "Takes up to 1 guest")',
    true, 'and it takes one guest only'
);
select * from finish();
rollback;
