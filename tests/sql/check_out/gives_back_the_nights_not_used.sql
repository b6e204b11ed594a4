begin;
select plan(4);
select test.open_house();
select test.in_house('guest', 101, '2026-06-10', 4);
select test.at('2026-06-12 09:00 Europe/Dublin');
select test.act('check_out', 'guest');
select is(
    (select array_agg(i.sold order by i.night) from hotel.inventory_night as i where i.room_type_id = test.type_id('DBL')), '{1,1,0,0}',
    'the nights from the day of departure on are for sale again'
);
select is((test.claim('guest')).stay, '[2026-06-10,2026-06-12)'::daterange, 'the claim is cut');
select is(((test.booking('guest')).check_in, (test.booking('guest')).check_out), ('2026-06-10'::date, '2026-06-14'::date), 'the booked dates stay');
-- The day is the hotel's: at 00:30 in Dublin it is still the evening before in UTC.
select test.at('2026-06-12 15:00 Europe/Dublin');
select test.in_house('night_owl', 102, '2026-06-12', 3);
select test.at('2026-06-13 00:30 Europe/Dublin');
select test.act('check_out', 'night_owl');
select is((test.booking('night_owl')).departed_on, '2026-06-13'::date, 'the day of departure is the hotel''s own');
select * from finish();
rollback;
