begin;
select plan(17);
select test.open_house();
select test.request('today', '2026-06-10');
select test.request('tomorrow', '2026-06-11');
select test.request('deciding', '2026-06-10');
select test.act('approve_booking', 'deciding');
select test.hold('lapsing', '2026-06-20');
select is(test.reports('lapsing', 'AUTHORIZED', p_capture_before => '2026-06-10 16:00 Europe/Dublin'), true, 'an authorisation with an end');

select test.at('2026-06-10 16:00:00 Europe/Dublin');
select is(jobs.expire_approvals(test.hotel_id()), 0, 'nothing is due at the end of an authorisation');
select test.at('2026-06-10 16:00:01 Europe/Dublin');
select is(jobs.expire_approvals(test.hotel_id()), 1, 'a second later it has lapsed');
select test.commit();
select is((test.booking('lapsing')).auto_expire_reason_code, 'AUTHORIZATION_LAPSED', 'for that reason');
select test.at('2026-06-10 22:00:00 Europe/Dublin');
select is(jobs.expire_approvals(test.hotel_id()), 0, 'at the cutoff of the arrival day a request may still be approved');
select test.at('2026-06-10 22:00:01 Europe/Dublin');
select test.mark();
select is(jobs.expire_approvals(test.hotel_id()), 1, 'a second later it expires');
select is(test.events(), '{booking_expired}', 'one event');
select
    is(
        ((test.booking('today')).auto_expire_reason_code, (test.booking('today')).expired_at),
        ('APPROVAL_TIMEOUT'::text, hotel.clock()),
        'when and why'
    );
select is(
    (select array_agg(k.kind::text || ' ' || k.status) from hotel.payment_command as k where k.booking_id = test.id('today')),
    '{"RELEASE PENDING"}', 'its money is on its way back'
);
select is(test.status('deciding'), 'PENDING_APPROVAL', 'one that is being decided does not');
select is(test.status('tomorrow'), 'PENDING_APPROVAL', 'nor one that arrives tomorrow, late as it is');
select is(jobs.expire_approvals(test.hotel_id()), 0, 'twice is once');
-- A request made after the cutoff is not dead on arrival.
select test.at('2026-06-11 22:30:00 Europe/Dublin');
select test.request('night', '2026-06-11');
select is(jobs.expire_approvals(test.hotel_id()), 1, 'at 22:30 the one of the morning expires');
select test.commit();
select is(test.status('night'), 'PENDING_APPROVAL', 'the one just made does not');
select test.at('2026-06-11 23:00:01 Europe/Dublin');
select is(jobs.expire_approvals(test.hotel_id()), 1, 'but when its own thirty minutes are over');
select test.commit();
update hotel.hotel_policy set approval_cutoff_day_offset = 1 where hotel_id = test.hotel_id();
select test.at('2026-06-20 12:00:00 Europe/Dublin');
select test.request('offset', '2026-06-20');
select test.at('2026-06-21 22:00:00 Europe/Dublin');
select is(jobs.expire_approvals(test.hotel_id()), 0, 'a hotel may give the next day as well');
select test.at('2026-06-21 22:00:01 Europe/Dublin');
select is(jobs.expire_approvals(test.hotel_id()), 1, 'and no longer');
select test.commit();
select * from finish();
rollback;
