begin;
select plan(14);
select test.open_house();
select test.assigned('cancelled', 101);
select test.assigned('withdrawn', 102);
select test.at('2026-06-08 15:00 Europe/Dublin');
select test.assigned('absent', 103);
select test.at('2026-06-10 15:00 Europe/Dublin');
select test.assigned('typed', 104);
select test.in_house('guest', 105);

select test.act('cancel_booking', 'cancelled');
select test.act(
    'cancel_own_booking', 'withdrawn', format('p_guest_token => %L', test.guest_token('withdrawn')), p_as => null
);
select test.act('mark_no_show', 'absent');
select test.act('check_out', 'guest');
update hotel.booking
set status = 'CANCELLED', cancelled_at = hotel.clock(), cancellation_reason = 'x', cancellation_fee_minor = 0
where promo_code = 'typed';

select
    is(
        (test.claim(n.name)).is_open, false, format('%s: the room is released in the transaction that ends the booking', n.name)
    )
from unnest(array['cancelled', 'withdrawn', 'absent', 'typed', 'guest']) as n (name);
select is((test.claim(n.name)).closed_at, hotel.clock(), format('%s: and says when', n.name))
from unnest(array['cancelled', 'withdrawn', 'absent', 'typed', 'guest']) as n (name);

select test.attack(
    $$ select test.insert_claim('cancelled', 101) $$, 'RVSTT BOOKING_STATUS_NOT_ASSIGNABLE', 'a cancelled booking gets a room'
);
select test.attack(
    $$ update hotel.room_claim set is_open = true, closed_at = null where booking_id = test.id('cancelled') $$,
    'RVSTT CLAIM_IS_HISTORY', 'a cancelled booking takes its room back'
);
select test.attack(
    $$ update hotel.room_claim set is_open = true, closed_at = null, occupied_until = null where booking_id = test.id('guest');
       update hotel.room set room_status = 'OCCUPIED' where id = test.room_id(105) $$,
    'RVSTT CLAIM_IS_HISTORY', 'a departed guest comes back into the room'
);
select test.holds($$ select test.paid('ann'); select test.insert_claim('ann', 101) $$, 'the released room is free', 'postgres');
select * from finish();
rollback;
