begin;
select plan(9);
select test.open_house();
select test.paid('ann');
select test.mark();
select is(
    test.answer('assign_room', 'ann', format('p_room_id => %s, p_notes => ''quiet''', test.room_id(101)), 'agent') ->> 'stay_status', 'ASSIGNED',
    'a confirmed booking gets a room'
);
select is(test.events(), '{booking_room_assigned}', 'one event');
select is(test.audit(), '{"INSERT room_claim"}', 'one audit row');
select is(((test.claim('ann')).stay, (test.claim('ann')).note), ('[2026-06-10,2026-06-12)'::daterange, 'quiet'::text), 'for its nights');
select test.writes_nothing('assign_room', 'ann', 'assigning it again changes nothing', format('p_room_id => %s', test.room_id(101)));
select test.mark();
select test.act('assign_room', 'ann', format('p_room_id => %s', test.room_id(102)));
select is((test.claim('ann')).room_id, test.room_id(102), 'another room replaces it');
select is((select count(*) from hotel.room_claim where booking_id = test.id('ann') and is_open), 1::bigint, 'and only one is held');
select test.act('assign_room', 'ann', format('p_room_id => %s, p_upgrade_reason => ''birthday''', test.room_id(201)), 'supervisor');
select is((test.claim('ann')).upgrade_reason, 'birthday', 'a better room, for a reason');
select test.act('assign_room', 'ann', format('p_room_id => %s, p_upgrade_reason => ''ignored''', test.room_id(101)));
select is((test.claim('ann')).upgrade_reason, null, 'a room of the booked type is no upgrade');
select * from finish();
rollback;
