begin;
select plan(9);
select test.open_house();
insert into hotel.cancellation_policy (hotel_id, code, name, template_type, free_until_hours, penalty_type)
values (test.hotel_id(), 'FLEX', 'Flexible', 'FLEXIBLE', 24, 'FIRST_NIGHT');
update hotel.hotel_policy as l
set default_cancellation_policy_id = (select c.id from hotel.cancellation_policy as c where c.hotel_id = l.hotel_id)
where l.hotel_id = test.hotel_id();
select test.assigned('late', 101);
select test.paid('early', '2026-06-20');
select test.request('request');
select test.mark();
select is(
    test.answer('cancel_booking', 'late', 'p_reason => ''ill''') -> 'cancellation' ->> 'cancellation_fee',
    '109.00',
    'on the day of arrival the first night is due'
);
select is(test.events(), '{booking_cancelled}', 'one event');
select is(
    (
        select array_agg(c.kind::text || ' ' || c.amount_minor)
        from hotel.payment_command as c
        where c.booking_id = test.id('late') and c.decision is null
    ),
    '{"REFUND 10900"}', 'and the other is refunded'
);
select is(((test.booking('late')).cancellation_reason, (test.claim('late')).is_open), ('ill'::text, false), 'with its reason, and without its room');
select test.writes_nothing('cancel_booking', 'late', 'cancelling again changes nothing', 'p_reason => ''other''');
select is(test.answer('cancel_booking', 'early') -> 'cancellation' ->> 'cancellation_fee', '0.00', 'ten days before it is free');
select is(test.answer('cancel_booking', 'request') -> 'cancellation' ->> 'cancellation_fee', '0.00', 'and before approval always');
select test.hold('hold');
select test.act('cancel_booking', 'hold');
select is(test.status('hold'), 'CANCELLED', 'a hold may be cancelled too');

-- Money that is only authorised: what is due is captured, the rest let go with it.
select test.staff_booking('desk', p_terms => 'PAY_AT_PROPERTY');
select test.pays('desk', 'AUTHORIZED', 21800);
select test.act('cancel_booking', 'desk');
select is(
    (select array_agg(c.kind::text || ' ' || c.amount_minor) from hotel.payment_command as c where c.booking_id = test.id('desk')),
    '{"CAPTURE 10900"}',
    'the fee is captured out of an authorisation'
);
select * from finish();
rollback;
