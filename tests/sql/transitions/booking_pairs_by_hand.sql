-- Every pair of statuses, tried by raw SQL on a booking that came into the first one as real bookings do, with every other
-- column made to suit the second. Allowed exactly when hotel.booking_transition has a row for it, an import aside.
begin;
select plan(81);
select test.open_house();
select test.booking_statuses();

select
    test.judge(
        test.outcome(test.booking_step(p.from_status, p.to_status)),
        case when test.is_listed(p.from_status, p.to_status) then 'allowed' else 'RVSTT TRANSITION_NOT_LISTED' end,
        format(
            'pair: %s > %s, by hand, is %s',
            p.from_status,
            p.to_status,
            case when test.is_listed(p.from_status, p.to_status) then 'allowed' else 'refused' end
        )
    )
from test.booking_pairs() as p;
select * from finish();
rollback;
