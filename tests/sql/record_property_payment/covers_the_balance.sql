begin;
select plan(15);
select test.open_house();
select test.staff_booking('lodger');
select test.mark();
select is(
    test.answer('record_property_payment', 'lodger', 'p_amount_minor => 10000, p_reference => ''r1''', 'agent') ->> 'open_balance',
    '118.00',
    'a part is taken'
);
select is((test.booking('lodger')).paid_at, null, 'which does not pay the stay');
select is(test.events(), '{booking_updated}', 'one event');
select test.act('record_property_payment', 'lodger', 'p_amount_minor => 11800');
select isnt((test.booking('lodger')).paid_at, null, 'the rest does');
select test.refuses('record_property_payment', 'lodger', 'RVSTT NOTHING_TO_PAY', 'when nothing is open', 'p_amount_minor => 1');
select test.staff_booking('other');
select test.refuses('record_property_payment', 'other', 'RVINV VALIDATION_ERROR', 'nothing', 'p_amount_minor => 0');
select test.refuses('record_property_payment', 'other', 'RVINV VALIDATION_ERROR', 'less than nothing', 'p_amount_minor => -1');
select test.refuses('record_property_payment', 'other', 'RVINV VALIDATION_ERROR', 'no amount', 'p_amount_minor => null');
select test.refuses('record_property_payment', 'other', 'RVINV VALIDATION_ERROR', 'a cent too much', 'p_amount_minor => 21801');
select test.refuses(
    'record_property_payment',
    'other',
    '23505 payment_hotel_id_provider_reference_key',
    'the same receipt twice',
    'p_amount_minor => 1, p_reference => ''r1'''
);
select test.refuses(
    'record_property_payment', 'other', 'RVINV VALIDATION_ERROR', 'a receipt of a whole page',
    format('p_amount_minor => 1, p_reference => %L', repeat('r', 256))
);
select test.act('record_property_payment', 'other', format('p_amount_minor => 1, p_reference => %L', E' \u00a0\t'));
select matches(
    (select p.reference from hotel.payment as p where p.booking_id = test.id('other')), '^desk-', 'a receipt that shows as nothing is none'
);
select test.request('request');
select test.refuses('record_property_payment', 'request', 'RVSTT INVALID_STATUS', 'a request', 'p_amount_minor => 1');
select test.refuses('record_property_payment', 'nobody', 'RVNTF BOOKING_NOT_FOUND', 'an unknown booking', 'p_amount_minor => 1');
select test.refuses('record_property_payment', 'other', 'RVDNY CAPABILITY_MISSING', 'by a housekeeper', 'p_amount_minor => 1', 'housekeeper');
select * from finish();
rollback;
