-- However far a call gets, and however often it is made: in the end the counts are the audit log's.
begin;
select plan(10);
select test.open_house();
select test.open_house('lagoon', 'America/New_York');
select test.at('2026-06-09 15:00 Europe/Dublin');
select test.in_house('stayer', 101, '2026-06-09', 1);
select test.request('request', '2026-06-12');
select test.paid('stranger', '2026-06-11', p_slug => 'lagoon');
select test.commit();

prepare logged as
select a.hotel_id, a.entity, coalesce(a.from_status, ''), a.to_status, count(*)
from hotel.audit as a
where a.to_status <> coalesce(a.from_status, '')
group by 1, 2, 3, 4
order by 1, 2, 3, 4;
prepare counted as
select t.hotel_id, t.machine, t.from_status, t.to_status, t.made from hotel.transition_count as t order by 1, 2, 3, 4;

select cmp_ok(
    (select count(*) from hotel.audit as a where a.to_status <> coalesce(a.from_status, '')), '>', 5::bigint, 'there is something to count'
);
select is_empty('counted', 'nobody has counted: those who write do not');
select lives_ok('select app.count_transitions(3)', 'three rows of the log');
select is((select sum(c.counted_seq) from hotel.transition_cursor as c), 3::numeric, 'are three rows, of whichever hotel');
do $$
begin
    for v_call in 1..(select sum(l.audit_seq) from hotel.log_head as l)
    loop
        perform app.count_transitions(2);
    end loop;
end;
$$;
select results_eq('counted', 'logged', 'piece by piece, and past the end, each is counted once');
select is(
    (select max(f.figure) from relay.figures() as f where f.name = 'hotelmate_transitions_uncounted_rows'), 0::numeric, 'nothing is left'
);

-- What comes later is counted with what was before.
select test.act('check_out', 'stayer');
select test.commit();
select lives_ok('select relay.figures()', 'and asked again');
select results_eq('counted', 'logged', 'they are still the log''s');
select is(
    (select f.figure from relay.figures() as f where f.labels = '{"machine": "booking", "from": "CONFIRMED", "to": "COMPLETED"}'), 1::numeric,
    'all hotels'' together, by machine, from and to'
);

-- Thrown away, they are found again.
delete from hotel.transition_count;
delete from hotel.transition_cursor;
select app.count_transitions(100000);
select results_eq('counted', 'logged', 'counted anew, they are the same');
select * from finish();
rollback;
