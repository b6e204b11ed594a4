begin;
select plan(34);
select test.open_house();
select test.hold('ann', '2026-06-20');
create function pg_temp.ask(p_name text, p_success text default 'https://guest.example/done') returns jsonb language sql as $$
    select test.answer(
        'open_payment_session', p_name, format('p_success_url => %L, p_cancel_url => %L', p_success, 'https://guest.example/back'), p_as => null
    );
$$;
create function pg_temp.keep(p_session text, p_reference text) returns text language sql as $$
    select test.outcome(
        format('select api.keep_payment_session(%L, %L, %L, %L, %L)', 'harbour', p_session, p_reference, 'https://pay.example/x', hotel.clock()),
        'hotelmate_api'
    );
$$;
select is(pg_temp.ask('ann') - 'request', jsonb_build_object(
    'status', 'created', 'session_id', null, 'payment_url', null, 'amount', '218.00', 'currency', 'EUR', 'message', 'Payment session created'
), 'a page is to be made');
select is(
    pg_temp.ask('ann') -> 'request',
    jsonb_build_object(
        'session', (test.session('ann')).id, 'amount_minor', 21800, 'currency', 'EUR', 'capture_method', 'MANUAL',
        'description', 'Harbour, booking ' || test.number('ann') || ', 2026-06-20 to 2026-06-22', 'customer_email', 'guest@example.org',
        'metadata', jsonb_build_object('hotel_slug', 'harbour', 'booking_id', test.number('ann'), 'session', (test.session('ann')).id),
        'success_url', 'https://guest.example/done', 'cancel_url', 'https://guest.example/back', 'expires_at', '2026-06-10T14:32:00+00:00'
    ), 'with what the provider is to be asked; the guest authorises, staff decide'
);
select is((select count(*) from hotel.payment_session), 1::bigint, 'asked twice, there is one page to make');
select is(
    pg_temp.ask('ann', 'https://other.example/') #>> '{request,success_url}', 'https://guest.example/done',
    'the same request, even when the second asks for another way back: it goes out under the same key'
);

-- The provider made it.
select is(
    test.as_role('hotelmate_api', format(
        'select api.keep_payment_session(%L, %L, %L, %L, %L)',
        'harbour',
        (test.session('ann')).id,
        'cs_1',
        'https://pay.example/1',
        '2026-06-10 14:31+00'
    )),
    '{"status": "created", "session_id": "cs_1", "payment_url": "https://pay.example/1", "amount": "218.00", "currency": "EUR",
      "message": "Payment session created"}', 'kept, it is the guest''s to pay on'
);
select is(
    pg_temp.ask('ann') - 'message',
    '{"status": "existing", "session_id": "cs_1", "payment_url": "https://pay.example/1", "amount": "218.00", "currency": "EUR", "request": null}',
    'asked again, it is the same page'
);
select is(pg_temp.keep((test.session('ann')).id::text, 'cs_1'), 'allowed', 'keeping it again changes nothing');
select is(pg_temp.keep((test.session('ann')).id::text, 'cs_2'), 'RVSTT SESSION_WAS_REPLACED', 'it is one page of the provider for ever');
select is(pg_temp.keep(gen_random_uuid()::text, 'cs_3'), 'RVNTF SESSION_NOT_FOUND', 'a page that nobody prepared is not kept');

-- One that the provider never made, and one that is over, make room for another.
select test.at('2026-06-10 14:31 UTC');
update hotel.booking set expires_at = '2026-06-10 18:00+00' where promo_code = 'ann';
select is(pg_temp.ask('ann') ->> 'status', 'created', 'an expired page is replaced');
select is((select array_agg(s.status::text order by s.created_at) from hotel.payment_session as s), '{EXPIRED,PREPARED}', 'by a new one');
select set_config('test.lost', (test.session('ann')).id::text, true);
select test.at('2026-06-10 14:31:59 UTC');
select is(pg_temp.ask('ann') #>> '{request,session}', current_setting('test.lost'), 'for a minute the provider may still be making it');
select test.at('2026-06-10 14:32 UTC');
select isnt(pg_temp.ask('ann') #>> '{request,session}', current_setting('test.lost'), 'then it is given up');
select is(pg_temp.keep(current_setting('test.lost'), 'cs_late'), 'RVSTT SESSION_WAS_REPLACED', 'and comes too late');
select is(
    (select array_agg(s.status::text order by s.created_at) from hotel.payment_session as s), '{EXPIRED,FAILED,PREPARED}', 'one page is alive'
);
select test.attack(
    $$ insert into hotel.payment_session (hotel_id, booking_id, amount_minor, currency, capture_method, success_url, cancel_url, expires_at)
       select hotel_id, booking_id, amount_minor, currency, capture_method, success_url, cancel_url, expires_at
       from hotel.payment_session where status = 'PREPARED' $$,
    '23505 one_live_session_per_booking', 'a second page is prepared by hand'
);
-- The amount follows the booking.
select test.act('amend_booking', 'ann', 'p_check_out => ''2026-06-21''');
select is(pg_temp.ask('ann') #>> '{request,amount_minor}', '10900', 'a page for the old price is replaced');

-- Where nothing is due.
select is(test.page('ann') ->> 'amount', '109.00', 'by one that is made');
select test.pays('ann', 'AUTHORIZED');
select is(
    pg_temp.ask('ann'),
    '{"status": "paid", "session_id": null, "payment_url": null, "amount": "109.00", "currency": "EUR", "request": null,
      "message": "Nothing is left to pay"}', 'what is authorised is not paid twice'
);
select test.hold('late', '2026-06-20');
select test.at('2026-06-10 14:47 UTC');
select test.refuses(
    'open_payment_session', 'late', 'RVSTT HOLD_HAS_ENDED', 'a hold that has ended, though no job has come by',
    'p_success_url => ''http://x'', p_cancel_url => ''http://x''', null
);
select is(jobs.lapse_holds(test.hotel_id()), 1, 'the job comes by');
select test.refuses(
    'open_payment_session', 'late', 'RVSTT INVALID_STATUS', 'a lapsed hold',
    'p_success_url => ''http://x'', p_cancel_url => ''http://x''', null
);
select test.staff_booking('desk');
select test.refuses(
    'open_payment_session', 'desk', 'RVSTT INVALID_STATUS', 'what is paid at the desk',
    'p_success_url => ''http://x'', p_cancel_url => ''http://x''', null
);
select test.refuses(
    'open_payment_session', 'nobody', 'RVNTF BOOKING_NOT_FOUND', 'an unknown booking',
    'p_success_url => ''http://x'', p_cancel_url => ''http://x''', null
);
select test.refuses(
    'open_payment_session', 'ann', 'RVNTF HOTEL_NOT_FOUND', 'an unknown hotel',
    'p_success_url => ''http://x'', p_cancel_url => ''http://x''', null, 'nowhere'
);
select
    test.refuses(
        'open_payment_session', 'ann', 'RVINV VALIDATION_ERROR', 'no address to come back to: ' || coalesce(u.url, 'null'),
        format('p_success_url => %L, p_cancel_url => ''http://x''', u.url), null
    )
from unnest(array[null, '', 'javascript:alert(1)', 'https://', 'https:///x', 'https://x/' || repeat('y', 2000)]) as u (url);
update hotel.hotel_policy set approval_policy = 'INSTANT' where hotel_id = test.hotel_id();
select test.hold('now', '2026-06-20');
select is(pg_temp.ask('now') #>> '{request,capture_method}', 'AUTOMATIC', 'where nobody decides, the money is taken at once');
update hotel.person set email = '' where id = (test.booking('now')).booker_person_id;
select is(pg_temp.ask('now') #> '{request,customer_email}', 'null', 'a booker without an e-mail address has none');
select test.pays('now', 'AUTHORIZED', 10000, 'part');
select is(pg_temp.ask('now') #>> '{request,amount_minor}', '11800', 'the rest of what was paid in part');
select * from finish();
rollback;
