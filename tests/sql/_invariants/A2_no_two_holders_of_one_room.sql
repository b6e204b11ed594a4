begin;
select plan(39);
select test.open_house();
select test.assigned('ann', 101, '2026-06-10', 3);
select test.paid('bob', '2026-06-12', 3);
select test.assigned('carl', 101, '2026-06-13', 2);
insert into hotel.room_block (hotel_id, room_id, starts_on, ends_on, reason)
values (test.hotel_id(), test.room_id(102), '2026-06-12', '2026-06-14', 'paint');
select test.assigned('dora', 103, '2026-06-12', 2);
select test.in_house('guest', 103, '2026-06-10', 2);

select test.attack($$ select test.insert_claim('bob', 101) $$, '23P01 one_holder_per_room_and_night', 'a booking over two others');
select test.attack($$ select test.insert_claim('bob', 102) $$, '23P01 one_holder_per_room_and_night', 'a booking over a block');
select test.attack(
    $$ update hotel.hotel_policy set room_readiness = 'AT_CHECK_IN'; select test.insert_claim('bob', 103) $$,
    '23P01 one_holder_per_room_and_night', 'a booking over an arrival into a room that is occupied still'
);
select test.attack(
    $$ insert into hotel.room_block (hotel_id, room_id, starts_on, ends_on, reason)
       values (test.hotel_id(), test.room_id(101), '2026-06-12', '2026-06-13', 'paint') $$,
    '23P01 one_holder_per_room_and_night', 'a block over the last night of a booking'
);
select test.attack(
    $$ insert into hotel.room_block (hotel_id, room_id, starts_on, ends_on, reason)
       values (test.hotel_id(), test.room_id(102), '2026-06-13', '2026-06-20', 'carpet') $$,
    '23P01 one_holder_per_room_and_night', 'a block over a block'
);
select test.attack(
    $$ update hotel.room_claim set is_open = false, closed_at = hotel.clock() where kind = 'BLOCK'; select test.insert_claim('bob', 102) $$,
    'RVSTT CLAIM_FOLLOWS_ITS_BLOCK', 'a booking over a block whose claim was closed by hand'
);
select test.attack(
    $$ update hotel.room_claim set stay = '[2026-06-20,2026-06-22)' where kind = 'BLOCK'; select test.insert_claim('bob', 102) $$,
    'RVSTT CLAIM_FOLLOWS_ITS_BLOCK', 'a booking over a block whose claim was put off'
);
select test.attack(
    $$ update hotel.room_claim set stay = daterange(lower(stay), upper(stay) + 1) where booking_id = test.id('ann') $$,
    '23P01 one_holder_per_room_and_night', 'a claim is stretched into the next'
);
select test.attack(
    $$ update hotel.room_claim set stay = daterange(lower(stay) - 1, upper(stay)) where booking_id = test.id('carl') $$,
    '23P01 one_holder_per_room_and_night', 'a claim is stretched into the one before'
);
select test.attack(
    $$ update hotel.room_claim set stay = daterange(lower(stay), upper(stay) + 1) where booking_id = test.id('guest') $$,
    '23P01 one_holder_per_room_and_night', 'an in-house stay is stretched into an arrival'
);
select test.attack(
    $$ update hotel.room_claim set room_id = test.room_id(101) where booking_id = test.id('dora') $$,
    'RVSTT CLAIM_IS_HISTORY', 'a claim moves into a taken room'
);
select test.attack(
    $$ update hotel.room_claim set stay = 'empty' where booking_id = test.id('ann') $$, '23514 open_claim_has_a_night',
    'a claim over nothing'
);
select test.attack(
    $$ update hotel.room_claim set stay = '[2026-06-10,)' where booking_id = test.id('dora') $$,
    '23514 claim_has_both_ends', 'a claim without an end'
);
select test.attack(
    $$ update hotel.room_claim set is_open = false, closed_at = hotel.clock() where booking_id = test.id('ann');
       select test.insert_claim('bob', 101, '{"stay": "[2026-06-12,2026-06-13)"}');
       select test.insert_claim('ann', 101) $$,
    '23P01 one_holder_per_room_and_night', 'out, another in, and in again within a transaction'
);
select test.attack(
    $$ insert into hotel.room_claim (hotel_id, room_id, kind, stay)
       values (test.hotel_id(), test.room_id(104), 'ASSIGNMENT', '[2026-06-12,2026-06-15)') $$,
    '23514 claim_belongs_to_a_booking_or_a_block', 'an assignment to nobody'
);
select test.attack(
    $$ select test.insert_claim('bob', 104, '{"kind": "BLOCK"}') $$, '23514 claim_belongs_to_a_booking_or_a_block', 'a block that is a booking'
);
select test.attack($$ delete from hotel.room_claim where booking_id = test.id('ann') $$, 'RVSTT CLAIM_IS_HISTORY', 'a claim is deleted');
select test.attack($$ truncate hotel.room_claim $$, 'RVSTT APPEND_ONLY', 'claims are truncated');
select test.attack($$ truncate hotel.room cascade $$, 'RVSTT APPEND_ONLY', 'rooms are truncated and claims with them');
select test.attack(
    $$ update hotel.booking set check_out = check_out + 5 where promo_code = 'ann' $$,
    'RVSTT room_is_held_for_the_booked_nights', 'a booking stays longer than its claim: somebody else gets the room'
);
select test.attack(
    $$ update hotel.room_claim set stay = daterange(lower(stay), lower(stay) + 1) where booking_id = test.id('ann') $$,
    'RVSTT room_is_held_for_the_booked_nights', 'a claim is cut under its booking: somebody else gets the room'
);
select test.attack(
    $$ select test.insert_claim('bob', 104, '{"stay": "[2026-07-10,2026-07-12)"}') $$,
    'RVSTT room_is_held_for_the_booked_nights', 'a claim on other nights than are booked: the guest comes and has no room'
);
select test.attack(
    $$ update hotel.room_block set starts_on = '2026-06-10', ends_on = '2026-06-20' where reason = 'paint' $$,
    'RVSTT FINAL_STATE', 'a block moves without its claim'
);
select test.attack(
    $$ update hotel.room_block set room_id = test.room_id(101) where reason = 'paint' $$,
    'RVSTT FINAL_STATE', 'a block moves onto a taken room'
);
select test.attack(
    $$ update hotel.room_block set lifted_at = hotel.clock() where reason = 'paint';
       select test.insert_claim('bob', 102);
       update hotel.room_block set lifted_at = null where reason = 'paint' $$,
    'RVSTT FINAL_STATE', 'a lifted block comes back over a booking'
);
select test.holds($$ select test.insert_claim('bob', 104) $$, 'a free room is let through');
select test.holds(
    $$ update hotel.room_block set lifted_at = hotel.clock() where reason = 'paint'; select test.insert_claim('bob', 102) $$,
    'so is the room of a lifted block'
);
select test.attack(
    $$ update hotel.room_claim set stay = '[2026-06-11,2026-06-12)' where booking_id = test.id('guest') $$,
    'RVSTT ENTRY_IS_FIXED', 'the claim of who is in the room begins tomorrow: tonight somebody else gets it'
);
select test.attack(
    $$ update hotel.room_claim set occupied_from = hotel.clock() + interval '1 day', stay = '[2026-06-11,2026-06-12)'
       where booking_id = test.id('guest') $$,
    'RVSTT ENTRY_IS_FIXED', 'and the entry with it'
);
select test.attack(
    $$ update hotel.room_claim set occupied_from = 'infinity' where booking_id = test.id('guest') $$, 'RVSTT ENTRY_IS_FIXED', 'entered at no time'
);
select test.attack(
    $$ select test.insert_claim('ann', 105, '{"is_open": false, "closed_at": "2026-06-10", "occupied_from": "2026-06-09",
       "occupied_until": "2026-06-10"}') $$,
    'RVSTT CLAIM_IS_HISTORY', 'a stay that never was is entered as over'
);
select test.attack(
    $$ update hotel.room_claim set stay = '[2026-06-10,infinity)' where booking_id = test.id('dora') $$,
    '23514 claim_has_both_ends', 'a claim for ever'
);
select test.attack(
    $$ insert into hotel.room_block (hotel_id, room_id, starts_on, ends_on, reason)
       values (test.hotel_id(), test.room_id(105), '2026-06-12', 'infinity', 'paint') $$,
    '23514 block_is_at_most_two_years', 'a block for ever'
);
select test.attack(
    $$ insert into hotel.room_block (hotel_id, room_id, starts_on, ends_on, reason)
       values (test.hotel_id(), test.room_id(105), '-infinity', '2026-06-12', 'paint') $$,
    '23514 block_is_at_most_two_years', 'a block since ever'
);
select test.holds(
    $$ insert into hotel.room_block (hotel_id, room_id, starts_on, ends_on, reason, lifted_at)
       values (test.hotel_id(), test.room_id(105), '2026-06-01', '2026-06-20', 'paint', hotel.clock());
       select test.insert_claim('bob', 105) $$,
    'a block that is entered as lifted holds nothing'
);
select test.holds(
    $$ update hotel.room_claim set stay = '[2026-06-09,2026-06-12)' where booking_id = test.id('guest') $$,
    'a claim from before the entry is let through'
);
select test.attack(
    $$ update hotel.room_claim set is_open = false, closed_at = hotel.clock(), stay = '[2026-06-12,2027-06-12)' where booking_id = test.id('dora') $$,
    'RVSTT CLAIM_IS_HISTORY', 'a claim ends with nights that it never held'
);
select test.holds(
    $$ update hotel.room_claim set is_open = false, closed_at = hotel.clock(), stay = '[2026-06-12,2026-06-13)' where booking_id = test.id('dora') $$,
    'one that is cut is let through'
);
select is((test.claim('carl')).stay, '[2026-06-13,2026-06-15)'::daterange, 'one leaves and another comes on the same day');
select * from finish();
rollback;
