-- Every weakness is made, seen with its object, and taken back. What no session can set is put into the view of the settings.
begin;
select plan(5);
select test.open_house();
select test.open_house('lagoon', 'America/New_York');
create role night_operator login valid until '2027-01-01';
grant hotelmate_operator to night_operator;
select set_config('test.partitions', jobs.maintain_log()::text, true) as made;

create temporary table before_it on commit drop as select f.code, f.object from ops.security_findings as f;
create function pg_temp.difference_by(p_sql text, p_code text, out come text[], out gone text[]) language plpgsql as $$
begin
    begin
        execute p_sql;
        with after_it as materialized (select f.code, f.object from ops.security_findings as f where f.code = p_code)

        select
            array(select a.object from after_it as a except all select b.object from before_it as b where b.code = p_code),
            array(select b.object from before_it as b where b.code = p_code except all select a.object from after_it as a)
        into come, gone;
        raise exception using errcode = 'TSTOK';
    exception when sqlstate 'TSTOK' then
        return;
    end;
end;
$$;
-- In the name of a finding, what only the server knows: ids of rows, the database.
create function pg_temp.named(p_object text) returns text language sql as $$
    select replace(
        replace(p_object, '{database}', quote_ident(current_database())),
        '{token}', (select t.id::text from hotel.staff_token as t where t.hotel_id = test.hotel_id() and t.staff_id = test.staff_id('agent'))
    );
$$;

create temporary table weakness (code text, sql text, object text) on commit drop;
insert into weakness (code, sql, object) values
('PUBLIC_CHANNELS', $$ update hotel.hotel_policy set realtime_visibility = 'PRIVATE' where true $$, null),
('TOKEN_NEVER_EXPIRES', $$ update hotel.staff_token set expires_at = hotel.clock() + interval '1 day' where true $$, null),
('TOKEN_IDLE', $$ update hotel.staff_token set created_at = hotel.clock() - interval '91 days' where staff_id = test.staff_id('agent') $$, '{token}'),
('TOKEN_OF_FORMER_STAFF', $$ update hotel.staff set is_active = false where id = test.staff_id('agent') $$, '{token}'),
(
    'MANY_ADMINISTRATORS',
    $$ update hotel.staff set access_level = 'super_staff_admin'
       where email in ('agent', 'cook', 'engineer') and hotel_id = test.hotel_id() $$,
    '4 members of staff'
),
('OPERATOR_LOGIN_IS_SHARED', $$ insert into hotel.operator_access values (test.hotel_id(), 'hotelmate_operator') $$, 'hotelmate_operator'),
('OPERATOR_DOES_NOT_EXIST', $$ insert into hotel.operator_access values (test.hotel_id(), 'somebody') $$, 'somebody'),
(
    'OPERATOR_OF_EVERY_HOTEL', $$ insert into hotel.operator_access select h.hotel_id, 'night_operator' from hotel.hotel as h $$,
    'night_operator'
),
('ROWS_NOT_KEPT_APART', 'alter table hotel.room no force row level security', 'hotel.room'),
('ROWS_NOT_KEPT_APART', 'alter table hotel.mail disable row level security', 'hotel.mail'),
('ROWS_NOT_KEPT_APART', 'create table hotel.extra (hotel_id bigint)', 'hotel.extra'),
('POLICY_IS_FOREIGN', 'create policy mine on hotel.room to hotelmate_api using (true)', 'mine on hotel.room'),
('POLICY_IS_FOREIGN', 'alter policy operator_sees_own_hotels on hotel.room to public', 'operator_sees_own_hotels on hotel.room'),
(
    'VIEW_LOOKS_AS_OWNER', 'create view ops.rooms as select r.id from hotel.room as r; grant select on ops.rooms to hotelmate_operator',
    'ops.rooms'
),
('TABLE_IS_WRITABLE', 'grant update (note) on hotel.audit to hotelmate_operator', 'update (note) on hotel.audit from hotelmate_operator'),
('TABLE_IS_WRITABLE', 'grant truncate on hotel.event to night_operator', 'truncate on hotel.event from night_operator'),
('TABLE_IS_WRITABLE', 'grant insert on hotel.booking to public', 'insert on hotel.booking from public'),
('CALLER_READS_TABLES', 'grant select on hotel.person to hotelmate_api', 'select on hotel.person from hotelmate_api'),
('LOG_IS_NOT_GUARDED', 'drop trigger not_truncated on hotel.ledger_entry', 'hotel.ledger_entry (not_truncated)'),
('LOG_IS_NOT_GUARDED', 'alter table hotel.audit_rest enable trigger append_only', 'hotel.audit_rest (append_only)'),
(
    'LOG_IS_NOT_GUARDED', $$ create table hotel.event_2031 partition of hotel.event for values from ('2031-01-01') to ('2032-01-01') $$,
    'hotel.event_2031 (not_truncated)'
),
('TRIGGER_DISABLED', 'alter table hotel.booking disable trigger guard', 'hotel.booking enable trigger guard'),
('TRIGGER_MISSING', 'drop trigger note on hotel.staff_token', 'app.note_staff_token()'),
(
    'DEFINER_NOT_PINNED', 'create function public.f() returns int language sql security definer as ''select 1'';
    alter function public.f() owner to hotelmate_owner',
    'public.f()'
),
('DEFINER_NOT_PINNED', 'alter function api.get_me(text, text, text) set search_path = public', 'api.get_me(text,text,text)'),
('EXECUTE_TO_PUBLIC', 'grant execute on function api.event_heads(text[]) to public', 'api.event_heads(text[])'),
('OPEN_TO_PUBLIC', 'grant usage on schema app to public', 'usage on schema app'),
('OPEN_TO_PUBLIC', 'grant create on schema public to public', 'create on schema public'),
('OPEN_TO_PUBLIC', format('grant temporary on database %I to public', current_database()), 'temporary on database {database}'),
(
    'LOCKS_BY_NUMBER', 'grant execute on function pg_catalog.pg_advisory_lock(bigint) to public', 'pg_advisory_lock(bigint) from public'
),
(
    'LOCKS_BY_NUMBER', 'grant execute on function pg_catalog.pg_try_advisory_xact_lock_shared(int, int) to night_operator',
    'pg_try_advisory_xact_lock_shared(integer,integer) from night_operator'
),
('NOT_THE_OWNERS', 'create table app.mine (a int)', 'table app.mine'),
('NOT_THE_OWNERS', 'alter function api.get_me(text, text, text) owner to night_operator', 'routine api.get_me(text,text,text)'),
(
    'CLOCK_IS_SIMULATED',
    'create or replace function hotel.clock() returns timestamptz language sql stable parallel safe return pg_catalog.now()', null
),
('ROLE_TOO_POWERFUL', 'alter role hotelmate_api bypassrls', 'hotelmate_api nobypassrls'),
('ROLE_TOO_POWERFUL', 'alter role hotelmate_owner login', 'hotelmate_owner nologin'),
('ROLE_TOO_POWERFUL', 'alter role night_operator createrole', 'night_operator nocreaterole'),
(
    'ROLE_TOO_POWERFUL', $$ alter role night_operator superuser; insert into hotel.operator_access values (test.hotel_id(), 'night_operator') $$,
    'night_operator nosuperuser'
),
('ROLE_IS_MEMBER', 'grant hotelmate_owner to hotelmate_api', 'hotelmate_owner from hotelmate_api'),
('ROLE_IS_MEMBER', 'grant pg_read_all_data to night_operator', 'pg_read_all_data from night_operator'),
('OPERATOR_NEVER_EXPIRES', $$ alter role night_operator valid until 'infinity' $$, 'night_operator'),
('SETTING_OVERRULES', 'alter role hotelmate_jobs set session_replication_role = replica', 'role hotelmate_jobs reset session_replication_role'),
(
    'SETTING_OVERRULES', $$ alter role hotelmate_api set hotelmate.context = '(import,Forged,1,SQL,)' $$,
    'role hotelmate_api reset hotelmate.context'
),
(
    'TRUST_IN_HBA',
    'grant select on pg_hba_file_rules to hotelmate_owner; grant execute on function pg_hba_file_rules() to hotelmate_owner',
    'line % local all all '
),
(
    'HBA_NOT_READABLE',
    'grant select on pg_hba_file_rules to hotelmate_owner; grant execute on function pg_hba_file_rules() to hotelmate_owner', null
),
('PASSWORDS_BY_MD5', $$ set local password_encryption = 'md5' $$, 'password_encryption'),
('LOG_KEEPS_PARAMETERS', $$ set local log_statement = 'all' $$, 'log_parameter_max_length = 0'),
('LOG_KEEPS_PARAMETERS', 'alter role hotelmate_api set log_min_duration_statement = 0', 'log_parameter_max_length = 0'),
('LOG_KEEPS_PARAMETERS', 'set local log_parameter_max_length_on_error = 100', 'log_parameter_max_length_on_error = 0'),
('NOT_DURABLE', 'set local synchronous_commit = on', null),
(
    'CONNECTIONS_IN_CLEAR', $$ create or replace view app.settings_in_force as
    select s.name::text collate "C", s.value::text collate "C"
    from (values ('ssl', 'off'), ('listen_addresses', 'localhost, 10.1.2.3')) as s (name, value) $$,
    'listen_addresses = localhost, 10.1.2.3'
);
create temporary table outcome on commit drop as
select w.code, w.sql, pg_temp.named(w.object) as object, d.come, d.gone
from weakness as w
cross join lateral pg_temp.difference_by(w.sql, w.code) as d;
select is_empty(
    $$ select o.code, o.sql, o.object, o.come from outcome as o
       where o.object is not null and not exists (select from unnest(o.come) as f (object) where f.object like o.object) $$,
    'each weakness is seen, with its name'
);
select is_empty(
    $$ select o.code from outcome as o where o.object is null and o.gone = '{}' $$, 'what is there from the start goes when it is mended'
);
select set_eq('select c.code from ops.security_catalog as c', 'select w.code from weakness as w', 'all that is looked for was made or mended');
select is_empty(
    $$ select o.code, o.object, o.come from outcome as o
       where o.object is not null and cardinality(o.come) <> 1 and o.code not in ('LOG_IS_NOT_GUARDED', 'TRUST_IN_HBA', 'OPERATOR_OF_EVERY_HOTEL') $$,
    'each is one finding'
);
create temporary table alone on commit drop as
select d.come
from pg_temp.difference_by(
    $$ create or replace view app.settings_in_force as
    select s.name::text collate "C", s.value::text collate "C"
    from (values ('ssl', 'off'), ('listen_addresses', 'localhost, 127.0.0.1, ::1')) as s (name, value) $$,
    'CONNECTIONS_IN_CLEAR'
) as d;
select is(a.come, '{}', 'who listens to this machine alone needs no ssl') from alone as a;
select * from finish();
rollback;
