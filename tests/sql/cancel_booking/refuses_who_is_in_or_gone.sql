begin;
select plan(11);
select test.open_house();
select test.in_house('guest', 101);
select test.refuses('cancel_booking', 'guest', 'RVSTT BOOKING_IN_HOUSE', 'a guest in house');
select test.booking_in(s.status, s.status) from unnest(array['DECLINED', 'CANCELLED_DRAFT', 'NO_SHOW', 'COMPLETED', 'EXPIRED']) as s (status);
select test.refuses('cancel_booking', s.status, 'RVSTT INVALID_STATUS', 'a booking that is ' || s.status)
from unnest(array['DECLINED', 'CANCELLED_DRAFT', 'NO_SHOW', 'COMPLETED']) as s (status);
select test.refuses('cancel_booking', 'EXPIRED', 'RVSTT BOOKING_EXPIRED', 'an expired request');
select test.paid('ann');
select test.refuses('cancel_booking', 'ann', 'RVINV VALIDATION_ERROR', 'without a reason', 'p_reason => '' ''');
select test.refuses('cancel_booking', 'ann', 'RVINV VALIDATION_ERROR', 'with a novel for a reason', format('p_reason => %L', repeat('x', 256)));
select test.refuses('cancel_booking', 'nobody', 'RVNTF BOOKING_NOT_FOUND', 'an unknown booking');
select test.refuses('cancel_booking', 'ann', 'RVDNY CAPABILITY_MISSING', 'by a housekeeper', p_as => 'housekeeper');
select test.request('deciding');
select test.act('approve_booking', 'deciding');
select test.refuses('cancel_booking', 'deciding', 'RVSTT DECISION_PENDING', 'while it is being approved');
select * from finish();
rollback;
