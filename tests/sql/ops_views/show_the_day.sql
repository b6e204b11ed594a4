begin;
select plan(17);
select test.open_house();
select test.open_house('lagoon', 'America/New_York');
create role night_operator login;
grant hotelmate_operator to night_operator;
insert into hotel.operator_access (hotel_id, role_name) values (test.hotel_id(), 'night_operator');
select test.at('2026-06-09 15:00 Europe/Dublin');
select test.assigned('blocked', 101, '2026-06-10');
select test.in_house('overstayer', 101, '2026-06-09', 1);
select test.assigned('arrival', 102, '2026-06-10');
select test.in_house('stayer', 103, '2026-06-09', 5);
select test.request('request', '2026-06-12');
select test.assigned('foreign', 101, '2026-06-10', p_slug => 'lagoon');
select test.at('2026-06-10 16:00 Europe/Dublin');
select test.act('report_discrepancies', null, $$ p_counts => '[{"room_number": 104, "persons": 2}]' $$, 'housekeeper');
insert into hotel.dead_letter (hotel_id, seq, channel, error) select hotel_id, 1, 'c', 'too long' from hotel.hotel;
insert into hotel.drift_case (hotel_id, check_code, entity, entity_id, explanation) values (test.hotel_id(), 'occupancy', 'room', '104', 'x');
select test.commit();
insert into hotel.drift_case (hotel_id, check_code, entity, entity_id, explanation) values (test.hotel_id('lagoon'), 'occupancy', 'room', '104', 'x');
select test.commit();
insert into hotel.reconciliation (hotel_id, run_by, findings, healed, asked, cases_opened, cases_closed)
select hotel_id, 'x', 0, 0, 0, 0, 0 from hotel.hotel;
select test.commit();

create function test.shown(p_sql text) returns text[] language plpgsql as $$
declare
    v_shown text[];
begin
    execute 'select array_agg(x::text order by x) from (' || p_sql || ') as q (x)' into v_shown;
    return v_shown;
end;
$$;
grant execute on function test.shown(text) to public;
set local session authorization night_operator;
select is(test.shown('select guest || '' in '' || room_number from ops.arrivals'), '{Arrival Guest in 102,Blocked Guest in 101}', 'arrivals');
select is(test.shown('select guest || '' '' || overstay_risk_level from ops.departures'), '{Overstayer Guest CRITICAL}', 'departures');
select is(test.shown('select guest || '' '' || persons from ops.in_house'), '{Overstayer Guest 1,Stayer Guest 1}', 'in house');
select is(
    test.shown('select guest || '' waits for '' || in_room_guest from ops.arrivals_at_risk'),
    '{Blocked Guest waits for Overstayer Guest}', 'arrivals at risk'
);
select is(test.shown('select guest || '' '' || approval_risk_level from ops.approvals'), '{Request Guest CRITICAL}', 'approvals');
select is(
    test.shown('select room_number || '' '' || room_status || '' '' || coalesce(guest, next_booking_id) from ops.room_rack where guest is not null'),
    '{101 OCCUPIED Overstayer Guest,103 OCCUPIED Stayer Guest}', 'the room rack'
);
select is(test.shown('select count(*) from ops.room_rack'), '{13}', 'with every room of one''s own hotel');
select is(test.shown('select distinct hotel from ops.outbox where waiting > 0'), '{harbour}', 'the outbox');
select is(test.shown('select hotel || '' '' || error from ops.dead_letters'), '{harbour too long}', 'dead letters');
select is(
    test.shown('select hotel || '' '' || left(fix, 66) from ops.cases'),
    array['harbour select api.set_room_status(''harbour'', ops.room_id(''harbour'', 104),'], 'cases with their fix'
);
select is(test.shown('select hotel from ops.reconciliations'), '{harbour}', 'runs of reconciliation');
select is(test.shown('select hotel || room_number || kind from ops.discrepancies'), '{harbour104SLEEP}', 'discrepancies');
select is(test.shown('select hotel || kind from ops.payment_commands'), null, 'payment commands');
select is(
    test.shown('select distinct hotel || '' '' || code from ops.security_findings'),
    '{harbour PUBLIC_CHANNELS,harbour TOKEN_NEVER_EXPIRES}', 'what is less guarded than it could be'
);
select is(test.shown('select count(*) > 4 from ops.job_health'), '{true}', 'jobs');
select is(test.shown('select distinct hotel from ops.drift where hotel is not null'), '{harbour}', 'drift');
set local session authorization default;
select is_empty(
    $$ select v.table_name from test.our_table as v
       where v.table_name like 'ops.%' and not pg_catalog.has_table_privilege('hotelmate_operator', v.oid, 'select') $$,
    'an operator reads every view there is'
);
select * from finish();
rollback;
