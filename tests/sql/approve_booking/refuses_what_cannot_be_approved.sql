begin;
select plan(13);
select test.open_house();
select test.request('pending');
select test.act('approve_booking', 'pending');
select test.refuses('approve_booking', 'pending', 'RVSTT DECISION_PENDING', 'a decision under way');
select test.booking_in('EXPIRED', 'expired');
select test.refuses('approve_booking', 'expired', 'RVSTT BOOKING_EXPIRED', 'an expired request');
select is(
    test.refusal_fields('approve_booking', 'expired'),
    jsonb_build_object(
        'booking_id', test.number('expired'), 'expired_at', '2026-06-10T14:00:00+00:00', 'auto_expire_reason_code', 'APPROVAL_TIMEOUT'
    ), 'and says which, when and why'
);
select test.booking_in(s.status, s.status)
from unnest(array['PENDING_PAYMENT', 'DECLINED', 'CANCELLED', 'CANCELLED_DRAFT', 'NO_SHOW', 'COMPLETED']) as s (status);
select test.refuses('approve_booking', s.status, 'RVSTT INVALID_STATUS', 'a booking that is ' || s.status)
from unnest(array['PENDING_PAYMENT', 'DECLINED', 'CANCELLED', 'CANCELLED_DRAFT', 'NO_SHOW', 'COMPLETED']) as s (status);
select test.refuses('approve_booking', 'nobody', 'RVNTF BOOKING_NOT_FOUND', 'an unknown booking');
select test.request('ann');
select test.refuses('approve_booking', 'ann', 'RVDNY CAPABILITY_MISSING', 'an agent may not approve', p_as => 'agent');
-- Late is a warning, not an end.
select test.at('2026-06-10 21:59:59 Europe/Dublin');
select is(test.answer('get_booking', 'ann') ->> 'approval_risk_level', 'CRITICAL', 'a request hours past its deadline');
select is(test.answer('approve_booking', 'ann') ->> 'status', 'capturing', 'is approved all the same');
select * from finish();
rollback;
