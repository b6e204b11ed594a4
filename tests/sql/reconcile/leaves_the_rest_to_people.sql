begin;
select plan(22);
select test.open_house();
select test.in_house('guest', 101);
select test.paid('later', '2026-06-15');
select test.commit();

create function pg_temp.behind(p_sql text) returns void language plpgsql as $$
begin
    perform test.commit();
    set local session_replication_role = replica;
    execute p_sql;
    set local session_replication_role = origin;
end;
$$;
create function pg_temp.reconciled(p_code text) returns text[] language plpgsql as $$
declare
    v_rows text[];
begin
    select array_agg(r.outcome order by r.outcome) into v_rows from ops.reconcile('harbour', true, 'a test') as r where r.check_code = p_code;
    perform test.commit();
    return v_rows;
end;
$$;

-- Only looking writes nothing.
select pg_temp.behind($$ update hotel.room set room_status = 'OCCUPIED' where id = test.room_id(105) $$);
select test.mark();
select set_eq(
    $$ select r.check_code, r.outcome from ops.reconcile('harbour') as r $$,
    $$ values ('occupancy', 'WOULD_OPEN_CASE'), ('audit_fold', 'WOULD_OPEN_CASE') $$,
    'without p_apply it says what it would do'
);
select is(test.audit() || test.events(), '{}', 'and writes nothing');
select is((select count(*) from hotel.drift_case) + (select count(*) from hotel.reconciliation), 0::bigint, 'no case, no run');

-- A case is opened once, is shown with its fix, and closes when its contradiction is gone.
select is(pg_temp.reconciled('occupancy'), '{CASE_OPENED}', 'what is not safe becomes a case');
select is(pg_temp.reconciled('occupancy'), '{CASE_OPEN}', 'one case, however often it is looked');
select is(
    (select c.entity || ' ' || c.entity_id || ': ' || c.actual from ops.cases as c where c.check_code = 'occupancy'),
    'room 105: OCCUPIED, nobody in house', 'the case says what it is about'
);
insert into hotel.operator_access (hotel_id, role_name) values (test.hotel_id(), session_user);
select test.commit();
do $$
begin
    execute (select c.fix from ops.cases as c where c.check_code = 'occupancy');
end;
$$;
select test.commit();
select is((test.room(105)).room_status::text, 'CHECKOUT_DIRTY', 'its fix can be pasted, and helps');
select is(pg_temp.reconciled('occupancy'), '{CASE_CLOSED}', 'a case whose contradiction is gone is closed');
select is(
    (select c.closed_by || ': ' || c.resolution from hotel.drift_case as c where c.check_code = 'occupancy'),
    'reconcile: The contradiction is gone', 'by reconciliation'
);

-- Behind the log's back, and answered for.
select pg_temp.behind($$ update hotel.room set turnover_notes = 'by nobody' where id = test.room_id(106) $$);
select is(pg_temp.reconciled('audit_fold'), '{CASE_OPENED}', 'a change behind the log''s back is a case');
select ops.close_case('harbour', 'audit_fold', 'room', test.room_id(106)::text, 'I wrote it');
select test.commit();
select is_empty($$ select * from ops.rebuild('harbour') $$, 'closing it enters the change into the log');
select is((select v.problem from ops.verify_audit('harbour') as v), null, 'whose chain is whole');
select is(
    (select s.value || ' by ' || s.actor || ': ' || s.note from ops.room_as_of('harbour', 106) as s where s.field = 'turnover_notes'),
    format('by nobody by %s: I wrote it', session_user), 'in the name of who answers for it'
);
select throws_ok(
    $$ select ops.close_case('harbour', 'audit_fold', 'room', '1', 'again') $$, 'RVNTF', 'There is no such open case.',
    'what is not open cannot be closed'
);

-- What cannot be undone is accepted once, and not asked again.
select test.commit();
alter table hotel.booking drop constraint confirmed_is_paid_or_pays_at_property;
select pg_temp.behind($$ update hotel.booking set paid_at = null where promo_code = 'later' $$);
select is(pg_temp.reconciled('booking_facts'), '{ASKED,CASE_OPENED}', 'a missing paid_at asks the provider');
select is((test.booking('later')).paid_at, null, 'and is not invented');
select is(
    (select string_agg(c.kind::text, ' ') from hotel.payment_command as c where c.booking_id = test.id('later') and c.status = 'PENDING'),
    'VERIFY', 'by one command'
);
select is(pg_temp.reconciled('payment_status'), '{CASE_OPEN}', 'which is asked for once');
select ops.close_case('harbour', 'payment_status', 'booking', test.number('later'), 'paid in another system');
select is(pg_temp.reconciled('payment_status'), '{ACCEPTED}', 'what somebody accepted is not opened again');

-- A correction that would contradict something else is not made.
select pg_temp.behind($$ update hotel.booking set status = 'COMPLETED', checked_out_at = hotel.clock(), departed_on = test.today()
    where promo_code = 'guest' $$);
select ok('CASE_OPENED' = any(pg_temp.reconciled('stale_assignment')), 'a room with a guest in it is not released by itself');
select is((test.claim('guest')).is_open, true, 'and nothing of it was done');
select test.attack(
    $$ update hotel.drift_case set status = 'OPEN', closed_at = null, closed_by = null, resolution = null where status = 'CLOSED' $$,
    'RVSTT FINAL_STATE', 'a closed case is opened again'
);
select * from finish();
rollback;
