-- What no statement can do, a hand on the disk could: it is found in the months that were put away, too, and in what vouches for them.
begin;
select plan(43);
select test.open_old_house();
select test.at('2026-10-05 12:00+00');
select test.put_away('2026-07-01');
select test.act('cancel_booking', 'later', 'p_reason => ''Guest phoned''');
select test.act('extend_stay', 'stayer', 'p_add_nights => 1');

create function pg_temp.gone() returns bigint language plpgsql as $$
begin
    return (select s.audit_seq from hotel.log_snapshot as s);
end;
$$;
create function pg_temp.counted() returns bigint language plpgsql as $$
begin
    return (select h.audit_seq from hotel.log_head as h);
end;
$$;
select is(test.problem_after('select'), null, 'an honest log is whole');
select is(
    test.problem_after($$ update archive.audit set actor = 'Nobody' where seq = 7 $$), '7: this row, or the hash before it, was altered',
    'a row in the archive'
);
select is(test.problem_after($$ delete from archive.audit where seq = 9 $$), '10: a row before this one is missing', 'one taken out of it');
select is(test.problem_after($$ delete from archive.audit where seq = 1 $$), '2: a row before this one is missing', 'the first of all');
select is(
    test.problem_after($$ delete from archive.audit as a using hotel.log_snapshot as s where a.seq = s.audit_seq $$),
    pg_temp.gone() + 1 || ': a row before this one is missing', 'the last that went'
);
select is(
    test.problem_after($$ delete from archive.audit; delete from hotel.audit as a using hotel.log_snapshot as s where a.seq = s.audit_seq + 1 $$),
    pg_temp.gone() + 2 || ': a row before this one is missing', 'the first that stays'
);
select is(
    test.problem_after($$ delete from archive.audit; update hotel.log_snapshot set audit_hash = sha256('') $$),
    pg_temp.gone() + 1 || ': this row, or the hash before it, was altered', 'the hash in the snapshot'
);
select is(
    test.problem_after($$ update hotel.log_snapshot set audit_hash = sha256('') $$),
    pg_temp.gone() || ': the snapshot does not carry this row''s hash', 'also while the rows are here'
);
select is(
    test.problem_after($$ delete from archive.audit; delete from hotel.audit $$),
    format('%s: the head counts %s rows: the tail was cut', pg_temp.gone() + 1, pg_temp.counted()),
    'all that stays'
);
select is(
    test.problem_after($$ delete from archive.audit; delete from hotel.log_snapshot $$),
    pg_temp.gone() + 1 || ': a row before this one is missing', 'the snapshot itself'
);
select
    is(
        test.problem_after('with one as (select * from hotel.log_snapshot_state where entity = ''booking'' limit 1) ' || c.change),
        pg_temp.gone() || ': the states of the snapshot were altered', c.description
    )
from (
    values
    (
        'update hotel.log_snapshot_state as s set state = replace(s.state, ''COMPLETED'', ''NO_SHOW'') from one'
        || ' where s.entity = one.entity and s.entity_id = one.entity_id',
        'a state'
    ),
    ('delete from hotel.log_snapshot_state as s using one where s.entity = one.entity and s.entity_id = one.entity_id', 'one taken out'),
    (
        'insert into hotel.log_snapshot_state select one.hotel_id, one.entity, ''0'', one.audit_seq, one.upto, one.state from one', 'one put in'
    ),
    (
        'update hotel.log_snapshot_state as s set entity_id = ''0'' from one where s.entity = one.entity and s.entity_id = one.entity_id',
        'one given to another row'
    )
) as c (change, description);
select is(test.problem_after($$ delete from archive.audit_2026_06 $$), null, 'what is here no more is vouched for by what was signed');

-- Statements are refused.
select
    test.attack(format(a.statement, t.name), 'RVSTT APPEND_ONLY', format('%s: %s', t.name, a.description), a.role_name)
from unnest(array['archive.audit', 'archive.audit_2026_06', 'archive.event', 'archive.event_2026_06', 'hotel.log_snapshot']) as t (name)
cross join (
    values
    ('update %s set hotel_id = hotel_id', 'every row is rewritten', 'hotelmate_owner'),
    ('set local session_replication_role = replica; delete from %s', 'every row is deleted, as a replica', 'postgres'),
    ('truncate %s cascade', 'it is truncated', 'hotelmate_owner')
) as a (statement, description, role_name);
select
    test.attack(
        format('insert into %s select * from %s limit 1', t.name, t.name), 'RVSTT LOG_IS_NOT_WRITTEN_BY_HAND', t.name || ': a row is forged'
    )
from unnest(array['archive.audit', 'archive.event_2026_06', 'hotel.log_snapshot_state']) as t (name);
select test.attack(
    'update hotel.log_snapshot_state set state = ''{}''', 'RVSTT LOG_IS_NOT_WRITTEN_BY_HAND', 'log_snapshot_state: the states are emptied'
);
select test.attack('truncate hotel.log_snapshot_state', 'RVSTT APPEND_ONLY', 'log_snapshot_state: it is truncated');
select test.attack(
    $$ insert into hotel.log_snapshot (hotel_id, upto, public_key, signature, note, audit_seq)
       select s.hotel_id, '2026-06-01', s.public_key, s.signature, 'x', 1 from hotel.log_snapshot as s $$,
    'RVSTT SNAPSHOT_OUT_OF_ORDER', 'log_snapshot: one of a shorter history is entered'
);
select test.attack(
    $$ insert into hotel.log_snapshot (hotel_id, upto, public_key, signature, note)
       select s.hotel_id, '2026-11-01', s.public_key, s.signature, 'x' from hotel.log_snapshot as s $$,
    'RVSTT LOG_IS_TOO_YOUNG', 'log_snapshot: one of a month that is not over'
);
select
    is(
        test.outcome(format('select from %s', t.name), r.role_name), '42501 permission denied for schema archive',
        format('%s: %s does not look in', t.name, r.role_name)
    )
from unnest(array['archive.audit', 'archive.audit_2026_06']) as t (name)
cross join unnest(array['hotelmate_operator', 'hotelmate_api']) as r (role_name);

-- A snapshot that tells the truth may be entered by hand: nothing goes by it, and nothing is wrong.
select test.at('2026-12-01 12:00+00');
insert into hotel.log_snapshot (hotel_id, upto, public_key, signature, note, audit_seq, events)
values (test.hotel_id(), '2026-11-01', sha256('key'), test.signature('x'), 'by hand', 1, 1);
select is(
    (select s.audit_seq from app.newest_snapshot as s), (select h.audit_seq from hotel.log_head as h),
    'it says what the log says, not what was typed'
);
select is_empty(
    $$ select d.check_code, d.actual from ops.drift as d where d.check_code in ('audit_chain', 'audit_fold', 'event_gap') $$,
    'and contradicts nothing'
);
select * from finish();
rollback;
