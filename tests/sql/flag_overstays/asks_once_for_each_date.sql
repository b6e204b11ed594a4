begin;
select plan(6);
select test.open_house();
select test.in_house('sleeper', 101, '2026-06-10', 2);
select test.in_house('other', 102, '2026-06-10', 2);
select test.at('2026-06-12 11:00 Europe/Dublin');
select is(jobs.flag_overstays(test.hotel_id(), 1), 1, 'in batches');
select is(jobs.flag_overstays(test.hotel_id(), p_only => test.id('sleeper')), 0, 'who is flagged is not flagged again');
select is(jobs.flag_overstays(test.hotel_id(), p_only => test.id('other')), 1, 'or one at a time');
select test.commit();

update hotel.overstay_incident
set status = 'DISMISSED', dismissed_at = hotel.clock(), dismissed_by = 'Mia'
where booking_id = test.id('sleeper');
select test.commit();
select is(jobs.flag_overstays(test.hotel_id()), 0, 'dismissed is dismissed, for this date');
select test.act('extend_stay', 'sleeper', 'p_add_nights => 1');
select test.at('2026-06-13 11:00 Europe/Dublin');
select is(jobs.flag_overstays(test.hotel_id()), 1, 'a new date is a new question');
select is(
    (
        select array_agg(i.status::text || ' ' || i.expected_checkout_date order by i.id) from hotel.overstay_incident as i
        where i.booking_id = test.id('sleeper')
    ),
    '{"DISMISSED 2026-06-12","OPEN 2026-06-13"}', 'and another incident'
);
select * from finish();
rollback;
