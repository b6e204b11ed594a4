begin;
select plan(539);
select test.open_house();
select test.room_statuses();

select
    test.judge(
        test.outcome(test.room_step(p.from_status, p.to_status), p_action => a.action),
        case when test.is_listed_room(p.from_status, p.to_status, a.action) then 'allowed' else 'RVSTT TRANSITION_NOT_LISTED' end,
        format(
            'pair: %s > %s, by %s, is %s', p.from_status, p.to_status, a.action,
            case when test.is_listed_room(p.from_status, p.to_status, a.action) then 'allowed' else 'refused' end
        )
    )
from test.room_pairs() as p
cross join (
    select distinct t.action from hotel.room_transition as t
    union all
    values ('no_such_action')
) as a;
select * from finish();
rollback;
