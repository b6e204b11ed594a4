begin;
select plan(7);
select test.open_house();
-- In house from the 10th to the 12th; the house wants its room at 11:00 in Dublin.
select test.in_house('sleeper', 101, '2026-06-10', 2);

select test.at('2026-06-12 10:59:59 Europe/Dublin');
select is(jobs.flag_overstays(test.hotel_id()), 0, 'before the check-out time nobody overstays');
select test.at('2026-06-12 11:00 Europe/Dublin');
select test.mark();
select is(jobs.flag_overstays(test.hotel_id()), 1, 'at the check-out time an incident opens');
select test.commit();
select bag_eq(
    $$ select unnest(test.events()) $$, $$ values ('booking_overstay_flagged'), ('booking_updated') $$, 'it is announced once, with its booking'
);
select is(jobs.flag_overstays(test.hotel_id()), 0, 'twice opens nothing');
select is(test.status('sleeper'), 'CONFIRMED', 'nobody is checked out');

update hotel.overstay_incident
set status = 'DISMISSED', dismissed_at = hotel.clock(), dismissed_by = 'Mia'
where booking_id = test.id('sleeper');
select test.commit();
select is(jobs.flag_overstays(test.hotel_id()), 0, 'dismissed is dismissed, for this date');
select test.act('extend_stay', 'sleeper', 'p_add_nights => 1');
select test.at('2026-06-13 11:00 Europe/Dublin');
select is(jobs.flag_overstays(test.hotel_id()), 1, 'a new date is a new question');
select * from finish();
rollback;
