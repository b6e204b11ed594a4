begin;
select plan(9);
select test.open_house();
-- Arrival on the 12th, cutoff at 22:00 of that day in Dublin: 21:00 UTC.
select test.request('slow', '2026-06-12');

select test.at('2026-06-12 22:00 Europe/Dublin');
select is(jobs.expire_approvals(test.hotel_id()), 0, 'at the cutoff itself nothing expires');
select is(test.status('slow'), 'PENDING_APPROVAL', 'it can still be approved');

select test.at('2026-06-12 22:00:01 Europe/Dublin');
select is(jobs.expire_approvals(test.hotel_id()), 1, 'a second later it does');
select test.commit();
select is(test.status('slow'), 'EXPIRED', 'the booking is expired');
select is((test.booking('slow')).auto_expire_reason_code, 'APPROVAL_TIMEOUT', 'and says why');
select is(
    (select array_agg(k.kind::text || ' ' || k.status) from hotel.payment_command as k where k.booking_id = test.id('slow')),
    '{"RELEASE PENDING"}', 'its money is on its way back'
);
select is(jobs.expire_approvals(test.hotel_id()), 0, 'twice changes nothing');

-- A request made after the cutoff of its own arrival day has its deadline first.
select test.request('late', '2026-06-12');
select test.at('2026-06-12 22:30 Europe/Dublin');
select is(jobs.expire_approvals(test.hotel_id()), 0, 'a request made after the cutoff is not dead on arrival');
select test.at('2026-06-12 22:30:02 Europe/Dublin');
select is(jobs.expire_approvals(test.hotel_id()), 1, 'it expires with its approval deadline');
select * from finish();
rollback;
