begin;
select plan(14);
select test.open_house();
select test.in_house('guest', 101, '2026-06-10', 1);
select test.at('2026-06-11 10:59:59 Europe/Dublin');
select is(jobs.flag_overstays(test.hotel_id()), 0, 'a second before the check-out time nobody overstays');
select test.at('2026-06-11 11:00:00 Europe/Dublin');
select test.mark();
select is(jobs.flag_overstays(test.hotel_id()), 1, 'at the check-out time one does');
select is(test.events(), '{booking_updated,booking_overstay_flagged}', 'announced once');
select is(
    ((test.booking('guest')).status::text, (test.booking('guest')).checked_out_at, (test.booking('guest')).total_minor),
    ('CONFIRMED'::text, null::timestamptz, 10900::bigint),
    'nothing else changes: no check-out, no bill'
);
select test.mark();
select is(jobs.flag_overstays(test.hotel_id()), 0, 'twice is once');
select is(test.audit() || test.events(), '{}', 'and writes nothing');
create function pg_temp.risk(p_now timestamptz) returns text language plpgsql as $$
begin
    perform test.at(p_now);
    return test.answer('get_booking', 'guest') ->> 'overstay_risk_level';
end;
$$;
select is(pg_temp.risk(r.now::timestamptz), r.risk, 'at ' || r.now || ' the risk is ' || r.risk)
from (
    values
    ('2026-06-11 11:00:00 Europe/Dublin', 'OK'), ('2026-06-11 11:00:01 Europe/Dublin', 'GRACE'), ('2026-06-11 11:30:00 Europe/Dublin', 'GRACE'),
    ('2026-06-11 11:30:01 Europe/Dublin', 'OVERDUE'),
    ('2026-06-11 13:30:59 Europe/Dublin', 'OVERDUE'),
    ('2026-06-11 13:31:00 Europe/Dublin', 'CRITICAL')
) as r (now, risk);
select test.act('check_out', 'guest');
select is((select i.status::text from hotel.overstay_incident as i), 'RESOLVED', 'the departure resolves it');
select is(test.answer('get_booking', 'guest') ->> 'overstay_risk_level', 'OK', 'and who is gone does not overstay');
select * from finish();
rollback;
