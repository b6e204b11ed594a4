begin;
select plan(3);
select test.open_house();
select test.request('lapsing', '2026-07-01');
update hotel.payment set capture_before = '2026-06-17 12:00+00' where booking_id = test.id('lapsing');
select test.commit();

select test.at('2026-06-17 12:00+00');
select is(jobs.expire_approvals(test.hotel_id()), 0, 'until the authorisation lapses the request waits');
select test.at('2026-06-17 12:00:01+00');
select is(jobs.expire_approvals(test.hotel_id()), 1, 'then it expires, long before arrival');
select is((test.booking('lapsing')).auto_expire_reason_code, 'AUTHORIZATION_LAPSED', 'and says why');
select * from finish();
rollback;
