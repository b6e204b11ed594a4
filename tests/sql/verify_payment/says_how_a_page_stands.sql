begin;
select plan(9);
select test.open_house();
select test.hold('ann', '2026-06-20');
select test.hold('bob', '2026-06-20');
select is(test.page('ann') ->> 'status', 'created', 'a guest has a payment page');
select is(test.page('bob') ->> 'status', 'created', 'so has another');
create function pg_temp.verify(p_name text default 'ann') returns jsonb language sql as $$
    select test.answer('verify_payment', p_name, 'p_session_id => ''cs_ann_1''', p_as => null);
$$;
select is(
    pg_temp.verify(), jsonb_build_object(
        'booking_id', test.number('ann'), 'payment_status', 'unpaid', 'amount_total', '218.00', 'currency', 'EUR',
        'customer_email', 'guest@example.org', 'metadata', test.metadata('ann'), 'status', 'open', 'booking_status', 'PENDING_PAYMENT'
    ), 'nobody has paid'
);
select is(test.tells('payment_intent.amount_capturable_updated', test.intent('ann', 'requires_capture')), 'PROCESSED', 'the guest pays');
select is(
    pg_temp.verify() - array['booking_id', 'amount_total', 'currency', 'customer_email', 'metadata'],
    '{"payment_status": "authorized", "status": "complete", "booking_status": "PENDING_APPROVAL"}', 'the money is authorised'
);
select is(test.tells('payment_intent.succeeded', test.intent('ann', 'succeeded')), 'PROCESSED', 'it is captured');
select is(pg_temp.verify() ->> 'payment_status', 'paid', 'it is paid');
select test.refuses('verify_payment', 'bob', 'RVNTF SESSION_NOT_FOUND', 'the page of another booking', 'p_session_id => ''cs_ann_1''', null);
select test.refuses('verify_payment', 'bob', 'RVNTF SESSION_NOT_FOUND', 'no page', 'p_session_id => null', null);
select * from finish();
rollback;
