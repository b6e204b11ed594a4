begin;
select plan(8);
select test.open_house();
select test.hold('ann');
select test.hold('paying');
select test.pays('paying', 'AUTHORIZED');
select test.at('2026-06-10 15:14:59 Europe/Dublin');
select is(jobs.lapse_holds(test.hotel_id()), 0, 'a second before its end a hold holds');
select test.at('2026-06-10 15:15:00 Europe/Dublin');
select test.mark();
select is(jobs.lapse_holds(test.hotel_id()), 1, 'then it lapses');
select is(test.status('ann'), 'CANCELLED_DRAFT', 'into a draft');
select is(test.events(), '{booking_updated}', 'one event');
select
    is(
        (select sum(i.held) from hotel.inventory_night as i where i.hotel_id = test.hotel_id()),
        2::bigint,
        'only the paid request still holds its nights'
    );
select is(jobs.lapse_holds(test.hotel_id()), 0, 'twice is once');
select test.hold('one');
select test.hold('two');
select test.at('2026-06-10 16:00 Europe/Dublin');
select is(jobs.lapse_holds(test.hotel_id(), 1), 1, 'in batches');
select test.commit();
select is(jobs.lapse_holds(test.hotel_id(), 1), 1, 'one after the other');
select test.commit();
select * from finish();
rollback;
