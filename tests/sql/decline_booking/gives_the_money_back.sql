begin;
select plan(14);
select test.open_house();
select test.request('ann');
select test.mark();
select
    is(
        test.answer('decline_booking', 'ann', 'p_reason_code => ''FULL'', p_reason_note => ''No room''') ->> 'status',
        'declined',
        'a request is declined'
    );
select is(
    ((test.booking('ann')).decline_reason_code, (test.booking('ann')).decline_reason_note, (test.booking('ann')).decision_by),
    ('FULL'::text, 'No room'::text, 'Mia Manager'::text), 'with code, note and name'
);
select is(test.events(), '{booking_declined}', 'one event');
select is((select c.kind::text from hotel.payment_command as c where c.booking_id = test.id('ann')), 'RELEASE', 'the authorisation is let go');
select is(
    (select sum(i.held + i.sold) from hotel.inventory_night as i where i.hotel_id = test.hotel_id()), 0::bigint, 'the nights are free again'
);
select test.writes_nothing('decline_booking', 'ann', 'declining again changes nothing');
select test.request('captured');
select test.pays('captured', 'CAPTURED');
select test.act('decline_booking', 'captured');
select is(
    (select array_agg(c.kind::text || ' ' || c.amount_minor) from hotel.payment_command as c where c.booking_id = test.id('captured')),
    '{"REFUND 21800"}',
    'captured money is refunded'
);
select test.request('other');
select test.refuses('decline_booking', 'other', 'RVINV VALIDATION_ERROR', 'without a code', 'p_reason_code => '' ''');
select
    test.refuses('decline_booking', 'other', 'RVINV VALIDATION_ERROR', 'with a code of 51 letters', format('p_reason_code => %L', repeat('x', 51)));
select test.act('approve_booking', 'other');
select test.refuses('decline_booking', 'other', 'RVSTT DECISION_PENDING', 'while it is being approved');
select test.paid('paid');
select test.refuses('decline_booking', 'paid', 'RVSTT INVALID_STATUS', 'a confirmed booking');
select test.booking_in('EXPIRED', 'expired');
select test.refuses('decline_booking', 'expired', 'RVSTT BOOKING_EXPIRED', 'an expired request');
select test.refuses('decline_booking', 'nobody', 'RVNTF BOOKING_NOT_FOUND', 'an unknown booking');
select test.refuses('decline_booking', 'paid', 'RVDNY CAPABILITY_MISSING', 'by an agent', p_as => 'agent');
select * from finish();
rollback;
