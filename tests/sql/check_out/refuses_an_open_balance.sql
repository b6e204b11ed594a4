begin;
select plan(9);
select test.open_house();
select test.staff_booking('lodger');
select test.act('assign_room', 'lodger', format('p_room_id => %s', test.room_id(101)));
select test.refuses('check_out', 'lodger', 'RVSTT NOT_CHECKED_IN', 'a guest who has not arrived');
select test.act('check_in', 'lodger');
select test.refuses('check_out', 'lodger', 'RVSTT OPEN_BALANCE', 'a stay that is not paid');
select
    test.refuses('check_out', 'lodger', 'RVDNY CAPABILITY_MISSING', 'an agent may not leave it open', 'p_open_balance_note => ''friend''', 'agent');
select test.refuses('check_out', 'lodger', 'RVSTT OPEN_BALANCE', 'nor anybody without saying why', 'p_open_balance_note => '' ''');
select test.act('record_property_payment', 'lodger', 'p_amount_minor => 10000');
select test.refuses('check_out', 'lodger', 'RVSTT OPEN_BALANCE', 'nor when it is paid in part');
select is(
    test.outcome(test.call_of('check_out', 'lodger', 'p_open_balance_note => ''friend''', 'supervisor', 'harbour'), 'hotelmate_api'),
    'allowed',
    'a supervisor may, with a note'
);
select test.act('record_property_payment', 'lodger', 'p_amount_minor => 11800');
select test.act('check_out', 'lodger');
select is((test.booking('lodger')).open_balance_note, null, 'paid, it needs none');
select test.refuses('check_out', 'nobody', 'RVNTF BOOKING_NOT_FOUND', 'an unknown booking');
select test.refuses('check_out', 'lodger', 'RVDNY CAPABILITY_MISSING', 'by a housekeeper', p_as => 'housekeeper');
select * from finish();
rollback;
