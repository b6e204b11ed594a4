begin;
select plan(8);
select
    is(
        app.approval_risk_level(r.status::hotel.booking_status, r.deadline::timestamptz, r.now::timestamptz), r.risk, r.why
    )
from (
    values
    ('PENDING_APPROVAL', '2026-06-10 12:00+00', '2026-06-10 11:49:00+00', 'OK', 'eleven minutes left'),
    ('PENDING_APPROVAL', '2026-06-10 12:00+00', '2026-06-10 11:49:01+00', 'DUE_SOON', 'ten whole minutes left'),
    ('PENDING_APPROVAL', '2026-06-10 12:00+00', '2026-06-10 12:00:00+00', 'DUE_SOON', 'at the deadline it is not past'),
    ('PENDING_APPROVAL', '2026-06-10 12:00+00', '2026-06-10 12:00:01+00', 'OVERDUE', 'a second past it'),
    ('PENDING_APPROVAL', '2026-06-10 12:00+00', '2026-06-10 13:00:59+00', 'OVERDUE', 'sixty whole minutes past'),
    ('PENDING_APPROVAL', '2026-06-10 12:00+00', '2026-06-10 13:01:00+00', 'CRITICAL', 'sixty-one'),
    ('PENDING_APPROVAL', null, '2026-06-10 13:01:00+00', 'OK', 'without a deadline'),
    ('CONFIRMED', '2026-06-10 12:00+00', '2026-06-10 13:01:00+00', 'OK', 'when it is decided')
) as r (status, deadline, now, risk, why);
select * from finish();
rollback;
