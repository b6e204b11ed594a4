begin;
select plan(3);
select test.open_house();
create function pg_temp.asks(p_as text) returns text language sql as $$
    select test.outcome(
        test.call_of('set_room_status', null, format('p_room_id => %s, p_to_status => ''READY_FOR_GUEST''', test.room_id(101)), p_as, 'harbour'),
        'hotelmate_api'
    );
$$;
-- A status that the room has already changes nothing and asks for no transition; the answer is what reading is.
select is(pg_temp.asks('housekeeper'), 'allowed', 'who reads rooms is told what status a room has');
select is(pg_temp.asks('agent'), 'allowed', 'at the front desk too');
select is(pg_temp.asks('cook'), 'RVDNY CAPABILITY_MISSING', 'who may do nothing is not');
select * from finish();
rollback;
