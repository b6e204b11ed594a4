begin;
select plan(18);
select test.open_house();
select test.request('ann');
select test.mark();
select is(test.answer('approve_booking', 'ann', p_as => 'supervisor') ->> 'status', 'capturing', 'authorised money is captured first');
select is(test.status('ann'), 'PENDING_APPROVAL', 'until then it stays a request');
select is((test.booking('ann')).decision_by, 'Sam Supervisor', 'with the name of who decided');
select is(
    (select (c.kind, c.amount_minor, c.status, c.decision) from hotel.payment_command as c where c.booking_id = test.id('ann')),
    ('CAPTURE'::hotel.command_kind, 21800::bigint, 'PENDING'::hotel.command_status, 'approve_booking'::text), 'one capture of the whole is ordered'
);
select is(test.events(), '{booking_updated}', 'and one event');
select test.mark();
select test.pays('ann', 'CAPTURED');
select is(test.status('ann'), 'CONFIRMED', 'the capture confirms it');
select isnt((test.booking('ann')).paid_at, null, 'and pays it');
select is(test.events(), '{booking_confirmed}', 'with the event of the approval');
select test.writes_nothing('approve_booking', 'ann', 'approving again changes nothing');
select is(test.answer('approve_booking', 'ann') ->> 'message', 'Booking is already confirmed', 'and says so');

select test.staff_booking('free', p_terms => 'PREPAID', p_total_minor => 0);
select test.mark();
select is(test.answer('approve_booking', 'free') ->> 'status', 'approved', 'a free request is confirmed at once');
select is(test.events(), '{booking_confirmed}', 'with its event');
select test.request('captured');
select test.pays('captured', 'CAPTURED');
select is(test.status('captured'), 'PENDING_APPROVAL', 'money that is captured does not approve by itself');
select is(test.answer('approve_booking', 'captured') ->> 'status', 'approved', 'an approval with captured money is at once');

select test.request('failing');
select test.act('approve_booking', 'failing');
select is(test.answers('failing', 'CAPTURE', 'REFUSED', p_error => 'card_declined') ->> 'status', 'FAILED', 'the provider refuses a capture');
select is(test.status('failing'), 'PENDING_APPROVAL', 'which leaves a request');
select is(
    ((test.booking('failing')).decision_by, (test.booking('failing')).payment_failed_at is not null),
    (null::text, true),
    'nobody has decided it, and it says that the payment failed'
);
select is(test.answer('approve_booking', 'failing') ->> 'status', 'capturing', 'staff may try again');
select * from finish();
rollback;
