-- Every pair of room statuses, tried by raw SQL with what has to go with it: whoever makes a room OCCUPIED moves a guest in,
-- whoever ends that moves the guest out. Allowed exactly when hotel.room_transition has a row for it.
begin;
select plan(49);
select test.open_house();
select test.room_statuses();

select
    test.judge(
        test.outcome(test.room_step(p.from_status, p.to_status)),
        case when test.is_listed_room(p.from_status, p.to_status) then 'allowed' else 'RVSTT TRANSITION_NOT_LISTED' end,
        format(
            'pair: %s > %s, by hand, is %s',
            p.from_status,
            p.to_status,
            case when test.is_listed_room(p.from_status, p.to_status) then 'allowed' else 'refused' end
        )
    )
from test.room_pairs() as p;
select * from finish();
rollback;
