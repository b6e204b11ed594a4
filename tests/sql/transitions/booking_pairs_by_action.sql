-- Every pair again, for every action: an action makes the transitions listed for it and no other.
begin;
select plan(1377);
select test.open_house();
select test.booking_statuses();

select
    test.judge(
        test.outcome(test.booking_step(p.from_status, p.to_status), p_action => a.action),
        case when test.is_listed(p.from_status, p.to_status, a.action) then 'allowed' else 'RVSTT TRANSITION_NOT_LISTED' end,
        format(
            'pair: %s > %s, by %s, is %s', p.from_status, p.to_status, a.action,
            case when test.is_listed(p.from_status, p.to_status, a.action) then 'allowed' else 'refused' end
        )
    )
from test.booking_pairs() as p
cross join (
    select distinct t.action from hotel.booking_transition as t
    union all
    values ('no_such_action'), ('check_in')
) as a;
select * from finish();
rollback;
