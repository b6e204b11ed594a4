begin;
select plan(27);
select test.open_house();
select test.in_house('guest', 101);
select test.assigned('coming', 102, '2026-06-11');
select test.paid('later', '2026-06-15');
select test.paid('ended', '2026-06-20');
select test.act('cancel_booking', 'ended');
select test.in_house('left', 104, p_nights => 1);
select test.act('check_out', 'left');

create function pg_temp.behind(p_sql text) returns void language plpgsql as $$
begin
    perform test.commit();
    set local session_replication_role = replica;
    execute p_sql;
    set local session_replication_role = origin;
end;
$$;
create function pg_temp.found() returns text[] language sql as $$
    select array_agg(distinct d.check_code order by d.check_code) from ops.drift as d
    where d.hotel = 'harbour' and d.check_code not in ('audit_fold', 'undelivered_event');
$$;
create function pg_temp.reconciled() returns text[] language plpgsql as $$
declare
    v_rows text[];
begin
    select array_agg(format('%s %s', r.check_code, r.outcome) order by r.check_code, r.outcome) into v_rows
    from ops.reconcile('harbour', true, 'a test') as r where r.check_code <> 'audit_fold';
    perform test.commit();
    return v_rows;
end;
$$;

-- Each kind of what is safe: found, healed in one run, gone, and announced.
create function pg_temp.heals(p_code text, p_sql text) returns setof text language plpgsql as $$
begin
    perform pg_temp.behind(p_sql);
    return next is(pg_temp.found(), array[p_code], p_code || ' is found');
    perform test.mark();
    return next is(pg_temp.reconciled(), array[p_code || ' HEALED'], p_code || ' is healed');
    return next is(
        array[pg_temp.found()::text, ('integrity_healed' = any(test.events()))::text], array[null, 'true'], p_code || ' is gone, and it was said'
    );
end;
$$;
select pg_temp.heals(c.code, c.sql)
from (
    values
    ('stale_assignment', $$ insert into hotel.room_claim (hotel_id, room_id, kind, booking_id, stay)
        select hotel_id, test.room_id(103), 'ASSIGNMENT', id, daterange(check_in, check_out) from hotel.booking where promo_code = 'ended' $$),
    ('guest_after_departure', $$ update hotel.in_house_guest set room_id = test.room_id(105) where booking_id = test.id('left') $$),
    ('token_after_departure', $$ update hotel.guest_token set status = 'ACTIVE', revoked_at = null where booking_id = test.id('ended') $$),
    ('number_counter', $$ update hotel.number_counter set last_number = 2 $$),
    ('inventory', $$ update hotel.inventory_night set held = held + 1, sold = 0 where night = '2026-06-15' $$),
    ('payment_sums', $$ update hotel.payment set disputed_minor = 7 where reference = 'pi_later' $$),
    ('money_held', $$ delete from hotel.payment_command where booking_id = test.id('ended');
        update hotel.payment set capture_method = capture_method where booking_id = test.id('ended') $$)
) as c (code, sql);

select set_eq(
    $$ select a.action, a.actor, a.note, a.database_role from hotel.audit as a
       where a.entity = 'drift_case' and a.hotel_id = test.hotel_id() and a.operation = 'INSERT' and a.to_status = 'CLOSED' $$,
    format($$ values ('reconcile', 'reconcile', 'a test', %L) $$, session_user),
    'every correction says who, why and by which login'
);
select is(
    (select count(*) from hotel.reconciliation as r where r.healed > 0 and r.run_by = session_user),
    7::bigint, 'every run is recorded'
);
select is(
    (select sum(r.cases_opened) from hotel.reconciliation as r),
    (select count(*) from hotel.drift_case as c where not c.is_healed), 'with the cases it opened'
);

-- What is due is told by the sums: they are corrected first, and nothing is asked for that was due by wrong ones.
select pg_temp.behind($$ update hotel.payment set captured_minor = 7 where reference = 'pi_later' $$);
select is(pg_temp.found(), '{money_held,payment_sums}', 'by a wrong sum, money is due');
select is(pg_temp.reconciled(), '{money_held HEALED,payment_sums HEALED}', 'both are healed');
select is(test.pending('later'), '{}', 'and nobody is asked for it');
select * from finish();
rollback;
