-- A stay that was paid online and has become dearer, or whose money was given back at the provider, is paid online, too.
begin;
select plan(19);
select test.open_house();
select test.paid('ann', '2026-06-10', 1);
select test.act('amend_booking', 'ann', 'p_check_out => ''2026-06-12''');
select is(
    (test.page('ann') -> 'request') - array['session', 'metadata', 'success_url', 'cancel_url', 'expires_at', 'description', 'customer_email'],
    '{"amount_minor": 10900, "currency": "EUR", "capture_method": "AUTOMATIC"}', 'the other night, at once: nothing is left to decide'
);
select is(test.tells('payment_intent.succeeded', test.intent('ann', 'succeeded', '{"id": "pi_more"}')), 'PROCESSED', 'the guest pays');
select is(test.pending('ann'), '{}', 'it is kept');
select is(test.page('ann') ->> 'status', 'paid', 'and not asked for again');
-- An added night is paid for by its own page, the first.
select test.act('assign_room', 'ann', format('p_room_id => %s', test.room_id(101)));
select test.act('check_in', 'ann');
select test.act('extend_stay', 'ann', 'p_add_nights => 1');
select test.pays('ann', 'REFUNDED', 5000);
select is(test.page('ann') #>> '{request,amount_minor}', '10900', 'an added night comes first');
select test.act('record_property_payment', 'ann', 'p_amount_minor => 15900');
select is(test.page('ann') ->> 'status', 'paid', 'what was paid at the desk is not asked for');
select test.pays('ann', 'REFUNDED', 5900, 'again');
select is(test.page('ann') #>> '{request,amount_minor}', '5900', 'what was given back is');
select test.act('check_out', 'ann', 'p_open_balance_note => ''sends the money''');
select is(test.page('ann') ->> 'status', 'existing', 'by who has left without it, too');

-- The page of a request that was dearer for a while is paid when the booking is confirmed: nobody is left to decide about it.
select test.request('ben', '2026-06-20', 1);
select test.act('amend_booking', 'ben', 'p_check_out => ''2026-06-22''');
select is(test.page('ben') #>> '{request,capture_method}', 'MANUAL', 'of a request the rest is to be authorised');
select test.act('amend_booking', 'ben', 'p_check_out => ''2026-06-21''');
select test.act('approve_booking', 'ben');
select test.pays('ben', 'CAPTURED', 10900);
select test.act('amend_booking', 'ben', 'p_check_out => ''2026-06-22''');
select is(
    test.tells(
        'payment_intent.amount_capturable_updated',
        test.intent('ben', 'requires_capture', '{"id": "pi_more_ben"}')
    ), 'PROCESSED', 'it is, when the booking is confirmed and lacks it'
);
select is(test.pending('ben'), '{"CAPTURE 10900"}', 'what is owed is taken');
select is(test.page('ben') ->> 'status', 'paid', 'and not asked for a second time meanwhile');
select test.pays('ben', 'CAPTURED', 10900, 'captured_more', 'pi_more_ben');
select is((app.booking_facts_of(test.booking('ben'))).balance_minor, 0::bigint, 'nothing is open');
select is((select count(*) from app.drift_money where entity_id = test.number('ben')), 0::bigint, 'and nothing contradicts anything');
-- With nothing owed it goes back.
select test.pays('ben', 'AUTHORIZED', 100, 'authorized_once_more', 'pi_once_more');
select is(test.pending('ben'), '{"RELEASE 100"}', 'more than that is let go');

-- A request whose money was taken at once, and that has become dearer since: it may be approved, and the rest may be paid first.
update hotel.hotel_policy set approval_policy = 'INSTANT' where hotel_id = test.hotel_id();
select test.hold('carl', '2026-06-20', 1);
update hotel.hotel_policy set approval_policy = 'REQUEST' where hotel_id = test.hotel_id();
select test.reports('carl', 'CAPTURED', p_capture_method => 'AUTOMATIC');
select test.act('amend_booking', 'carl', 'p_check_out => ''2026-06-22''');
select is(test.page('carl') #>> '{request,amount_minor}', '10900', 'the rest of a request that is paid is asked for');
select test.pays('carl', 'AUTHORIZED', 10900, 'authorized_rest', 'pi_rest');
select is(test.answer('approve_booking', 'carl') ->> 'status', 'capturing', 'approved, it waits for the rest');
select is(test.pending('carl'), '{"CAPTURE 10900"}', 'which is taken');
select test.pays('carl', 'CAPTURED', 10900, 'captured_rest', 'pi_rest');
select is((test.status('carl'), (app.booking_facts_of(test.booking('carl'))).balance_minor), ('CONFIRMED'::text, 0::bigint), 'and is confirmed');
select * from finish();
rollback;
