-- A guest who paid and a request that was approved while nobody remembers are not ended before that can be found.
begin;
select plan(7);
select test.open_house();
select test.hold('ann', '2026-06-20');
select test.request('bob', '2026-06-10');
select test.commit();
create function pg_temp.ended() returns int[] language sql as $$
    select array[jobs.lapse_holds(test.hotel_id()), jobs.expire_approvals(test.hotel_id())];
$$;
select test.at('2026-06-12 10:00 Europe/Dublin');
select test.commit();
select is(
    (
        select count(*) from app.job_candidate as c
        inner join hotel.booking as b on c.hotel_id = b.hotel_id and c.booking_id = b.id
        where app.is_due(c.job, b)
    ), 2::bigint, 'both should have ended long ago'
);
select is(
    (select count(*) from ops.note_restoration('harbour', hotel.clock(), 'the disk was lost')), 1::bigint, 'but for a restore'
);
select test.commit();
select is(pg_temp.ended(), '{0,0}'::int[], 'which keeps them');
select test.at('2026-06-12 10:59:59 Europe/Dublin');
select is(pg_temp.ended(), '{0,0}'::int[], 'for an hour');
select test.at('2026-06-12 11:00 Europe/Dublin');
select is(pg_temp.ended(), '{1,1}'::int[], 'and no longer');
select is(test.status('ann'), 'CANCELLED_DRAFT', 'the hold lapses');
select is(test.status('bob'), 'EXPIRED', 'the request expires');
select * from finish();
rollback;
