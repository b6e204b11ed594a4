begin;
select plan(8);
select test.open_house();
select test.open_house('lagoon', 'America/New_York');
create role night_operator login;
grant hotelmate_operator to night_operator;
insert into hotel.operator_access (hotel_id, role_name) values (test.hotel_id(), 'night_operator');
select test.commit();
set local session_replication_role = replica;
update hotel.room set room_status = 'OCCUPIED' where room_number = 105;
set local session_replication_role = origin;
create function test.tries(p_sql text) returns text language plpgsql as $$
declare
    v_detail text;
begin
    execute p_sql;
    return 'allowed';
exception when others then
    get stacked diagnostics v_detail = pg_exception_detail;
    return sqlstate || ' ' || split_part(v_detail, ' ', 1);
end;
$$;
grant execute on function test.tries(text) to public;
set local session authorization night_operator;
select is(test.tries($$ select * from ops.reconcile(p_apply => true, p_note => 'x') $$), 'RVINV VALIDATION_ERROR', 'applied at one hotel');
select is(test.tries($$ select * from ops.reconcile('harbour', true) $$), 'RVINV NOTE_REQUIRED', 'and for a reason');
select is(test.tries($$ select * from ops.reconcile('lagoon', true, 'x') $$), 'RVNTF HOTEL_NOT_FOUND', 'not at another hotel');
select is(test.tries($$ select ops.close_case('lagoon', 'x', 'y', 'z', 'w') $$), 'RVNTF HOTEL_NOT_FOUND', 'nor are its cases closed');
select is(test.tries($$ select ops.undo_arrival('lagoon', 'x', 'y') $$), 'RVAUT TOKEN_REQUIRED', 'nor arrivals undone');
select is((select array_agg(distinct r.hotel) from ops.reconcile() as r where r.hotel is not null), '{harbour}', 'looked at one''s own');
select is(test.tries($$ select * from ops.reconcile('harbour', true, 'x') $$), 'allowed', 'and applied');
set constraints all immediate;
set local session authorization default;
select is(
    (select array_agg(distinct a.database_role) from hotel.audit as a where a.action = 'reconcile'), '{night_operator}', 'in the name of the login'
);
select * from finish();
rollback;
