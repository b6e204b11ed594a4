begin;
select plan(8);
select test.open_house();
create function pg_temp.letters(p_name text) returns text language sql as $$
    select coalesce(string_agg(m.kind::text || ' ' || m.status, ', ' order by m.id), 'none') from hotel.mail as m where m.booking_id = test.id(p_name);
$$;

select test.hold('hold');
select is(pg_temp.letters('hold'), 'none', 'a hold is not written about');
select test.paid('paid');
select is(pg_temp.letters('paid'), 'CONFIRMATION PENDING', 'a confirmed booking is');
select test.act('cancel_booking', 'paid');
select is(pg_temp.letters('paid'), 'CONFIRMATION PENDING, CANCELLATION PENDING', 'and again when it is cancelled');
select test.request('declined');
select test.act('decline_booking', 'declined');
select is(pg_temp.letters('declined'), 'DECLINE PENDING', 'a declined request is');
select test.staff_booking('desk', p_terms => 'PAY_AT_PROPERTY');
select is(pg_temp.letters('desk'), 'CONFIRMATION PENDING', 'a booking that begins confirmed is');

-- Whatever path the change came by; and once only.
select test.request('raw');
update hotel.booking as b
set status = 'DECLINED', decision_at = hotel.clock(), decision_by = 'sql', decline_reason_code = 'OTHER', decline_reason_note = ''
where b.id = test.id('raw');
select app.queue_mail(test.hotel_id(), test.id('raw'), 'DECLINE');
select is(pg_temp.letters('raw'), 'DECLINE PENDING', 'one declined by hand is, once');

select test.request('late', test.today());
select test.at(hotel.clock() + interval '2 days');
select is(jobs.expire_approvals(test.hotel_id()), 1, 'nobody answers a request in time');
select is(pg_temp.letters('late'), 'EXPIRY PENDING', 'an expired one is');
select * from finish();
rollback;
