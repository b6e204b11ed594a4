begin;
select plan(16);
-- The same events in every order, some of them twice: the same ledger, the same booking.
select test.open_house();
create function pg_temp.state(p_name text) returns text language sql as $$
    select concat_ws(
        ' ', b.status, b.payment_authorized_at, b.payment_captured_at, b.paid_at, b.payment_failed_at, b.refund_processed_at, b.approval_deadline_at,
        (select concat_ws('/', p.authorized_minor, p.captured_minor, p.released_minor, p.refunded_minor, p.disputed_minor, p.lost_minor)
         from hotel.payment as p where p.booking_id = b.id),
        (select array_agg(concat_ws(' ', e.kind, e.amount_minor, replace(e.reference, p_name, ''), e.at) order by e.kind, e.at, e.reference)
         from hotel.ledger_entry as e where e.booking_id = b.id),
        (select s.status from hotel.payment_session as s where s.booking_id = b.id)
    )
    from hotel.booking as b where b.promo_code = p_name;
$$;
-- A life in eleven events: a refused card, a payment, its capture in part, two refunds (one comes back), a dispute that is lost.
create function pg_temp.event(p_name text, p_n int) returns jsonb language sql as $$
    select case p_n
        when 1 then jsonb_build_array('payment_intent.payment_failed', test.intent(p_name, 'requires_payment_method', jsonb_build_object(
            'last_payment_error', jsonb_build_object('code', 'card_declined', 'charge', 'ch_no_' || p_name))))
        when 2 then jsonb_build_array('payment_intent.amount_capturable_updated', test.intent(p_name, 'requires_capture'))
        when 3 then jsonb_build_array('checkout.session.completed', test.page_event(p_name, 'complete'))
        when 4 then jsonb_build_array('payment_intent.succeeded', test.intent(p_name, 'succeeded', '{"amount_received": 20000}'))
        when 5 then jsonb_build_array('refund.created', test.refund(p_name, 3000, 're_1' || p_name))
        when 6 then jsonb_build_array('charge.refunded', test.charge(p_name, '{"amount_refunded": 3000}'))
        when 7 then jsonb_build_array('refund.created', test.refund(p_name, 2000, 're_2' || p_name))
        when 8 then jsonb_build_array('charge.refunded', test.charge(p_name, '{"amount_refunded": 5000}'))
        when 9 then jsonb_build_array('refund.failed', test.refund(
            p_name, 2000, 're_2' || p_name, jsonb_build_object('status', 'failed', 'created', test.seconds('2026-06-10 14:07+00'))
        ))
        when 10 then jsonb_build_array('charge.dispute.created', test.dispute(p_name, 'needs_response', 15000))
        when 11 then jsonb_build_array('charge.dispute.closed', test.dispute(
            p_name, 'lost', 15000, jsonb_build_object('created', test.seconds('2026-06-10 14:10+00'))
        ))
    end;
$$;
-- Delivered at one time; each happened at its own. What waits is tried again until all is entered.
create function pg_temp.live(p_name text, p_order int[]) returns void language plpgsql as $$
declare
    v_n int;
    v_event jsonb;
begin
    perform test.at('2026-06-10 15:00 Europe/Dublin');
    perform test.hold(p_name, date '2026-06-20' + 2 * (select count(*) from hotel.booking)::int);
    perform test.page(p_name);
    foreach v_n in array p_order
    loop
        perform test.at(timestamptz '2026-06-10 14:00+00' + make_interval(mins => v_n));
        v_event := pg_temp.event(p_name, v_n);
        perform test.at('2026-06-10 15:30+00');
        perform test.told(v_event ->> 0, v_event -> 1, format('evt_%s_%s', p_name, v_n), timestamptz '2026-06-10 14:00+00' + make_interval(mins => v_n));
    end loop;
    perform test.works();
end;
$$;
create function pg_temp.lives(p_name text, p_order int[], p_description text) returns text language plpgsql as $$
begin
    perform pg_temp.live(p_name, p_order);
    return is(replace(pg_temp.state(p_name), p_name, 'x'), replace(pg_temp.state('ordered'), 'ordered', 'x'), p_description);
end;
$$;
select pg_temp.live('ordered', '{1,2,3,4,5,6,7,8,9,10,11}');
select is(
    test.ledger('ordered'),
    array[
        'AUTHORIZED 21800', 'CAPTURED 20000', 'RELEASED 1800', 'REFUNDED 2000', 'REFUNDED 3000', 'FAILED 21800', 'DISPUTE_OPENED 15000',
        'DISPUTE_LOST 15000', 'REFUND_FAILED 2000'
    ], 'a life in order'
);
select is(
    (select (p.authorized_minor, p.captured_minor, p.released_minor, p.refunded_minor, p.disputed_minor, p.lost_minor)::text from hotel.payment as p),
    '(21800,20000,1800,3000,0,15000)', 'adds up'
);
select is(
    (
        (test.booking('ordered')).payment_authorized_at, (test.booking('ordered')).payment_captured_at, (test.booking('ordered')).paid_at,
        (test.booking('ordered')).payment_failed_at, (test.booking('ordered')).refund_processed_at, (test.booking('ordered')).approval_deadline_at
    )::text,
    '("2026-06-10 14:02:00+00","2026-06-10 14:04:00+00",,"2026-06-10 14:01:00+00","2026-06-10 14:05:00+00","2026-06-10 14:32:00+00")',
    'and the booking shows when each was; a part captured does not pay it, a refund that came back is none'
);
select is((select array_agg(distinct w.status::text) from hotel.provider_inbox as w), '{PROCESSED}', 'no event is left over');
select pg_temp.lives('backwards', '{11,10,9,8,7,6,5,4,3,2,1}', 'backwards it ends the same');
select pg_temp.lives('thrice', '{1,1,1,2,2,2,3,3,3,4,4,4,5,5,5,6,6,6,7,7,7,8,8,8,9,9,9,10,10,10,11,11,11}', 'everything three times');
select pg_temp.lives('halves', '{7,8,9,10,11,1,2,3,4,5,6}', 'the later half first');
select pg_temp.lives('odd', '{1,3,5,7,9,11,2,4,6,8,10}', 'every other first');
select pg_temp.lives('again', '{4,11,2,4,9,11,5,1,7,3,10,8,6,2}', 'mixed, with repetitions');
select
    pg_temp.lives(
        'shuffled' || s.n, (select array_agg(e.n order by md5(s.n || ' ' || e.n)) from generate_series(1, 11) as e (n)), format('shuffled (%s)', s.n)
    )
from generate_series(1, 6) as s (n);
select is((select array_agg(distinct w.status::text) from hotel.provider_inbox as w), '{PROCESSED}', 'and no event is ever left over');
select * from finish();
rollback;
