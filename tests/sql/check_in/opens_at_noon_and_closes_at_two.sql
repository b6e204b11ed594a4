-- The window is the hotel's own: 12:00 on the day of arrival to 02:00 of the next day, both inclusive, to the second, on
-- ordinary days and on those that are an hour shorter or longer. Every booking arrives on the date of its name.
begin;
select plan(29);
select test.open_house();
select test.at('2026-03-01 12:00 Europe/Dublin');
select test.assigned('d' || replace(d.arrival::text, '-', ''), 100 + d.n::int, d.arrival, 1)
from unnest(array['2026-03-28', '2026-03-29', '2026-06-10', '2026-10-24', '2026-10-25']::date[]) with ordinality as d (arrival, n);

create function pg_temp.verdict(p_arrival date, p_now timestamptz) returns text language plpgsql as $$
begin
    perform test.at(p_now);
    return test.outcome(
        test.call_of('check_in', 'd' || replace(p_arrival::text, '-', ''), '', 'agent', 'harbour'), 'hotelmate_api'
    );
end;
$$;
select is(pg_temp.verdict(w.arrival::date, w.now::timestamptz), w.verdict, format('arriving on %s at %s: %s', w.arrival, w.now, w.why))
from (
    values
    ('2026-06-10', '2026-06-09 23:59:59 Europe/Dublin', 'RVSTT CHECKIN_WRONG_DATE', 'the last second of the day before'),
    ('2026-06-10', '2026-06-10 00:00:00 Europe/Dublin', 'RVSTT CHECKIN_TOO_EARLY', 'the first second of the day'),
    ('2026-06-10', '2026-06-10 11:59:59 Europe/Dublin', 'RVSTT CHECKIN_TOO_EARLY', 'a second before noon'),
    ('2026-06-10', '2026-06-10 12:00:00 Europe/Dublin', 'allowed', 'noon'),
    ('2026-06-10', '2026-06-10 23:59:59 Europe/Dublin', 'allowed', 'the last second of the day'),
    ('2026-06-10', '2026-06-11 00:00:00 Europe/Dublin', 'allowed', 'past midnight'),
    ('2026-06-10', '2026-06-11 02:00:00 Europe/Dublin', 'allowed', 'two o''clock'),
    ('2026-06-10', '2026-06-11 02:00:01 Europe/Dublin', 'RVSTT CHECKIN_TOO_LATE', 'a second after two'),
    ('2026-06-10', '2026-06-12 12:00:00 Europe/Dublin', 'RVSTT CHECKIN_TOO_LATE', 'two days late'),
    -- The night that has no hour from one to two: 02:00 is 01:00 UTC.
    ('2026-03-28', '2026-03-29 00:59:59+00', 'allowed', 'the second before the clocks go forward'),
    ('2026-03-28', '2026-03-29 01:00:00+00', 'allowed', 'clocks show 02:00:00'),
    ('2026-03-28', '2026-03-29 01:00:01+00', 'RVSTT CHECKIN_TOO_LATE', 'clocks show 02:00:01'),
    ('2026-03-29', '2026-03-29 10:59:59+00', 'RVSTT CHECKIN_TOO_EARLY', 'clocks show 11:59:59'),
    ('2026-03-29', '2026-03-29 11:00:00+00', 'allowed', 'clocks show 12:00:00'),
    ('2026-03-29', '2026-03-30 01:00:00+00', 'allowed', 'two o''clock of summer'),
    ('2026-03-29', '2026-03-30 01:00:01+00', 'RVSTT CHECKIN_TOO_LATE', 'a second after it'),
    -- The night that has the hour from one to two twice: 02:00 is 02:00 UTC.
    ('2026-10-24', '2026-10-25 00:59:59+00', 'allowed', 'clocks show 01:59:59 for the first time'),
    ('2026-10-24', '2026-10-25 01:00:00+00', 'allowed', 'clocks show 01:00:00 for the second time'),
    ('2026-10-24', '2026-10-25 02:00:00+00', 'allowed', 'clocks show 02:00:00'),
    ('2026-10-24', '2026-10-25 02:00:01+00', 'RVSTT CHECKIN_TOO_LATE', 'clocks show 02:00:01'),
    ('2026-10-25', '2026-10-24 23:00:00+00', 'RVSTT CHECKIN_TOO_EARLY', 'midnight of summer'),
    ('2026-10-25', '2026-10-25 11:59:59+00', 'RVSTT CHECKIN_TOO_EARLY', 'clocks show 11:59:59'),
    ('2026-10-25', '2026-10-25 12:00:00+00', 'allowed', 'clocks show 12:00:00')
) as w (arrival, now, verdict, why);

-- An override reaches past the window, for a supervisor who says why.
select test.at('2026-06-10 09:00 Europe/Dublin');
select test.refuses('check_in', 'd20260610', 'RVDNY CAPABILITY_MISSING', 'an agent may not override', 'p_override_reason => ''tired''', 'agent');
select test.refuses('check_in', 'd20260610', 'RVSTT CHECKIN_TOO_EARLY', 'a blank reason is none', 'p_override_reason => '' ''', 'supervisor');
select test.act('check_in', 'd20260610', 'p_override_reason => ''tired''', 'supervisor');
select isnt((test.booking('d20260610')).checked_in_at, null, 'a supervisor with a reason may');
select is(
    (select a.note from hotel.audit as a where a.entity = 'booking' and a.entity_id = test.id('d20260610')::text order by a.seq desc limit 1),
    'tired',
    'and the audit says why'
);
select test.at('2026-03-27 23:00 Europe/Dublin');
select test.act('check_in', 'd20260328', 'p_override_reason => ''early flight''', 'manager');
select is((test.claim('d20260328')).stay, '[2026-03-27,2026-03-29)'::daterange, 'let in the day before, the guest holds the room from that day on');
select is_empty('select * from ops.rebuild(''harbour'')', 'and the log agrees');
select * from finish();
rollback;
