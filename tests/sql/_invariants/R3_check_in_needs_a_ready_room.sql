begin;
select plan(9);
select test.open_house();
update hotel.hotel_policy set room_readiness = 'AT_CHECK_IN' where hotel_id = test.hotel_id();
select test.paid('ann');

create function pg_temp.enter(p_status hotel.room_status) returns void language plpgsql as $$
begin
    perform test.put_room(101, p_status);
    perform test.insert_claim('ann', 101);
    perform test.arrive_by_hand('ann');
end;
$$;

select
    test.attack(
        format('select pg_temp.enter(%L)', s.status),
        case when s.status in ('MAINTENANCE_REQUIRED', 'OUT_OF_ORDER') then 'RVSTT ROOM_NOT_BOOKABLE' else 'RVSTT TRANSITION_NOT_LISTED' end,
        'a guest moves into a room that is ' || s.status,
        'postgres'
    )
from unnest(enum_range(null::hotel.room_status)) as s (status)
where s.status not in ('READY_FOR_GUEST', 'OCCUPIED');
select test.attack(
    $$ select test.insert_claim('ann', 101, jsonb_build_object('occupied_from', hotel.clock()));
       update hotel.booking set checked_in_at = hotel.clock() where promo_code = 'ann' $$,
    'RVSTT room_is_occupied_by_its_stay', 'a guest moves in and the room stays ready'
);
select test.holds($$ select pg_temp.enter('READY_FOR_GUEST') $$, 'a ready room is let through', 'postgres');

select test.put_room(102, 'CLEANED_UNINSPECTED');
select test.act('assign_room', 'ann', format('p_room_id => %s', test.room_id(102)));
select test.refuses('check_in', 'ann', 'RVSTT ROOM_NOT_READY', 'the front desk is refused');
select test.refuses(
    'check_in', 'ann', 'RVSTT ROOM_NOT_READY', 'no override reaches a room that is not ready', 'p_override_reason => ''VIP'''
);
select * from finish();
rollback;
