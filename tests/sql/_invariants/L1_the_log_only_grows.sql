-- Against everybody: the owner, a superuser, and a superuser who plays replica. Monthly partitions are as safe as the rest.
begin;
select plan(109);
select test.at('2026-06-01 00:00+00');
select isnt(jobs.maintain_log(1), 0, 'months of the log are made ahead of time');
select test.open_house();
select test.request('ann');
select test.at('2031-06-10 15:00+00');
select test.request('late', '2031-06-11');

create function pg_temp.attack_all(p_sql text, p_expected text, p_description text) returns setof text language sql as $$
    select test.attack(format(p_sql, t.relname), p_expected, format('%s: %s, as %s', t.relname, p_description, w.who), w.role_name)
    from pg_catalog.pg_class as t
    cross join (values ('the owner', 'hotelmate_owner'), ('a superuser', 'postgres')) as w (who, role_name)
    where
        t.relnamespace = 'hotel'::regnamespace
        and t.relname in ('audit', 'audit_2026_06', 'audit_rest', 'event', 'event_2026_06', 'event_rest', 'ledger_entry')
    union all
    select test.attack(
        format('set local session_replication_role = replica; ' || p_sql, t.relname), p_expected,
        format('%s: %s, as a replica', t.relname, p_description), 'postgres'
    )
    from pg_catalog.pg_class as t
    where
        t.relnamespace = 'hotel'::regnamespace
        and t.relname in ('audit', 'audit_2026_06', 'audit_rest', 'event', 'event_2026_06', 'event_rest', 'ledger_entry');
$$;

select pg_temp.attack_all('update hotel.%I set hotel_id = hotel_id', 'RVSTT APPEND_ONLY', 'every row is rewritten');
select pg_temp.attack_all('delete from hotel.%I', 'RVSTT APPEND_ONLY', 'every row is deleted');
select pg_temp.attack_all('truncate hotel.%I', 'RVSTT APPEND_ONLY', 'it is truncated');
select pg_temp.attack_all('truncate only hotel.%I', '(RVSTT APPEND_ONLY|42809 .*)', 'it is truncated without its partitions');

-- A forged row, copied from a real one: into the whole and past it, straight into a partition.
select
    test.attack(
        format(
            'insert into hotel.%I select * from hotel.%I where seq = (select max(x.seq) from hotel.%I as x)', f.target, f.target, f.target
        ),
        'RVSTT LOG_IS_NOT_WRITTEN_BY_HAND', format('%s: a row is forged, as %s', f.target, f.role_name), f.role_name
    )
from (
    values
    ('audit', 'hotelmate_owner'), ('audit', 'postgres'), ('audit_2026_06', 'hotelmate_owner'), ('audit_rest', 'hotelmate_owner'),
    ('event', 'hotelmate_owner'), ('event', 'postgres'), ('event_2026_06', 'hotelmate_owner'), ('event_rest', 'hotelmate_owner')
) as f (target, role_name);
select
    test.attack(
        format('set local session_replication_role = replica; insert into hotel.%I select * from hotel.%I limit 1', f.target, f.target),
        'RVSTT LOG_IS_NOT_WRITTEN_BY_HAND', format('%s: a row is forged, as a replica', f.target), 'postgres'
    )
from (values ('audit'), ('audit_2026_06'), ('event'), ('event_2026_06')) as f (target);
select test.attack(
    $$ merge into hotel.event as e using (values (1)) as v (seq) on e.seq = v.seq when matched then delete $$,
    'RVSTT APPEND_ONLY', 'event: a MERGE deletes'
);
select test.attack(
    $$ with gone as (delete from hotel.audit returning 1) select count(*) from gone $$, 'RVSTT APPEND_ONLY', 'audit: a data-changing WITH deletes'
);
select test.attack($$ truncate hotel.hotel cascade $$, 'RVSTT APPEND_ONLY', 'everything is truncated through the hotel');
select test.attack(
    $$ insert into hotel.log_pending (hotel_id, entity, entity_id, operation, changes, context)
       values (test.hotel_id(), 'booking', '1', 'UPDATE', '{}', row('x', 'x', null, 'SQL', null)) $$,
    'RVSTT LOG_IS_NOT_WRITTEN_BY_HAND', 'log_pending: a change is noted that never was'
);
select test.attack(
    $$ update hotel.room set turnover_notes = 'x' where id = test.room_id(101); delete from hotel.log_pending $$,
    'RVSTT LOG_IS_NOT_WRITTEN_BY_HAND', 'log_pending: a change is made and its note deleted before the commit'
);
select test.attack(
    $$ update hotel.room set turnover_notes = 'x' where id = test.room_id(101); update hotel.log_pending set changes = '{}' $$,
    'RVSTT LOG_IS_NOT_WRITTEN_BY_HAND', 'log_pending: a change is made and its note rewritten before the commit'
);
select test.attack(
    $$ update hotel.room set turnover_notes = 'x' where id = test.room_id(101); truncate hotel.log_pending $$,
    '55006 cannot TRUNCATE "log_pending" because it has pending trigger events', 'log_pending: a change is made and all notes truncated'
);
select test.attack(
    $$ set local session_replication_role = replica $$, '42501 permission denied to set parameter "session_replication_role"',
    'the owner plays replica'
);
select is(
    (select count(*) > 10 from hotel.audit_2026_06), true, 'there was something to attack in a month of the audit'
);
select is((select count(*) > 2 from hotel.event_2026_06), true, 'in a month of events');
select is((select count(*) > 2 from hotel.audit_rest) and (select count(*) > 0 from hotel.event_rest), true, 'and outside the months');
select is(
    (
        select count(*) from pg_catalog.pg_trigger as t
        inner join pg_catalog.pg_class as c on t.tgrelid = c.oid
        where
            c.relnamespace = 'hotel'::regnamespace and c.relname ~ '^((audit|event)(_rest|_[0-9_]+)?|ledger_entry)$' and not t.tgisinternal
            and t.tgname in ('append_only', 'not_truncated', 'sealed_only') and t.tgenabled <> 'A'
    ), 0::bigint, 'every trigger that guards the log fires always'
);
select * from finish();
rollback;
