begin;
select plan(31);
select test.open_old_house();
select test.at('2026-10-05 12:00+00');
create function pg_temp.outcome(p_before text, p_keep int default 3, p_note text default 'why', p_change text default '') returns text
language sql as $$
    select test.outcome(
        format(
            $q$ select count(*) from ops.prepare_log_snapshot(%1$L, %2$s) as p
                cross join lateral ops.detach_log(
                    %1$L, array[p.hotel], array[p.statement || %4$L], array[test.signature(p.statement)], sha256('key'), %3$L, %2$s
                ) $q$,
            p_before, p_keep, p_note, p_change
        ), 'hotelmate_owner'
    );
$$;
select is(pg_temp.outcome('2026-07-01'), 'allowed', 'June can go');
select is(pg_temp.outcome('2026-07-02'), 'RVINV VALIDATION_ERROR', 'not in the middle of a month');
select is(
    test.outcome('select ops.detach_log(null, null, null, null, null, ''why'')'), 'RVINV VALIDATION_ERROR', 'nor before no month'
);
select is(pg_temp.outcome('2026-07-01', 2), 'RVINV VALIDATION_ERROR', 'three months stay at least');
select is(pg_temp.outcome('2026-08-01'), 'RVSTT LOG_IS_TOO_YOUNG', 'three months stay');
select is(pg_temp.outcome('2026-07-01', 4), 'RVSTT LOG_IS_TOO_YOUNG', 'four, when four are to stay');
select is(
    test.outcome('select * from ops.prepare_log_snapshot(''2026-07-01'')'), 'RVSTT LOG_IS_TOO_YOUNG', 'twelve, unless somebody says otherwise'
);
select is(pg_temp.outcome('2026-07-01', p_note => ' '), 'RVINV NOTE_REQUIRED', 'somebody must say why');
select is(pg_temp.outcome('2026-07-01', p_change => '.'), 'RVSTT SNAPSHOT_DIFFERS', 'something else was signed');
select is(
    test.outcome($$ select ops.detach_log('2026-07-01', '{}', '{}', '{}', sha256('key'), 'why', 3) $$), 'RVSTT SNAPSHOT_DIFFERS', 'nothing was signed'
);
select is(
    test.outcome($$ select ops.detach_log(
        '2026-07-01', '{harbour}', array(select p.statement from ops.prepare_log_snapshot('2026-07-01', 3) as p), '{x}', sha256('key'), 'why', 3
    ) $$), '23514 snapshot_signature_is_ed25519', 'a signature has 64 bytes'
);
select is(
    test.outcome($$ select ops.detach_log(
        '2026-07-01', '{harbour}', array(select p.statement from ops.prepare_log_snapshot('2026-07-01', 3) as p),
        array[test.signature('')], 'x', 'why', 3
    ) $$), '23514 snapshot_key_is_ed25519', 'a key 32'
);
select is(
    test.refusal_of('select ops.prepare_log_snapshot(''2026-09-01'', 3)'), '{"latest": "2026-07-01"}', 'what could go is said'
);

-- What was not delivered.
create temporary table cursor_before on commit drop as select c.* from hotel.relay_cursor as c;
update hotel.relay_cursor as c set delivered_seq = 3;
select is(pg_temp.outcome('2026-07-01'), 'RVSTT LOG_IS_NOT_DELIVERED', 'events that were not delivered');
delete from hotel.relay_cursor as c;
select is(pg_temp.outcome('2026-07-01'), 'RVSTT LOG_IS_NOT_DELIVERED', 'nor any, to nobody');
insert into hotel.relay_cursor select b.* from cursor_before as b;
insert into hotel.dead_letter (hotel_id, seq, channel, error) values (test.hotel_id(), 3, 'harbour.rooms', 'too large');
select is(pg_temp.outcome('2026-07-01'), 'allowed', 'one that was refused for what it is does not stand in the way');

-- What was altered.
create function pg_temp.altered(p_sql text) returns text language plpgsql as $$
begin
    return test.answer_after(p_sql, $q$ select pg_temp.outcome('2026-07-01') $q$);
end;
$$;
select is(pg_temp.altered($$ update hotel.audit set actor = 'x' where seq = 7 $$), 'RVSTT LOG_IS_BROKEN', 'a log that was altered is evidence');
select is(pg_temp.altered($$ delete from hotel.audit where seq = 1 $$), 'RVSTT LOG_IS_BROKEN', 'so is one that lacks its first row');
select is(
    pg_temp.altered($$ update hotel.audit set actor = 'x' where seq = (select max(a.seq) from hotel.audit as a) $$), 'RVSTT LOG_IS_BROKEN',
    'or was altered where it stays'
);

-- What is not counted yet for those who read figures.
select is(
    (select sum(t.made) from hotel.transition_count as t), null, 'changes of status have not been counted'
);
select test.put_away('2026-07-01');
select cmp_ok(
    (select sum(t.made) from hotel.transition_count as t), '=',
    (select count(*)::numeric from archive.audit as a where coalesce(a.from_status, '') <> a.to_status), 'before they go they are'
);

-- What is no partition of its own, in a house that opened before its months were made.
select test.at('2027-02-01 12:00+00');
select test.act('cancel_booking', 'later', 'p_reason => ''Guest phoned''');
select test.deliver();
select is((select count(*) > 0 from hotel.audit_2027_02), true, 'a month ahead of time');
select test.at('2027-09-03 12:00+00');
select test.act('mark_maintenance', null, 'p_room_number => 103, p_priority => ''HIGH'', p_notes => ''tap''', 'engineer');
select test.deliver();
select test.at('2027-12-05 12:00+00');
select test.act('mark_maintenance', null, 'p_room_number => 104, p_priority => ''HIGH'', p_notes => ''tap''', 'engineer');
select test.deliver();
select is(
    (select count(*) from hotel.audit_rest), (select count(*) from hotel.audit as a where a.at > '2027-09-01'), 'nobody made months for a while'
);
select test.at('2028-04-05 12:00+00');
select is(
    pg_temp.outcome('2027-10-01'), 'RVSTT LOG_MONTHS_ARE_MIXED', 'September and December lie together: one does not go without the other'
);
select is(
    test.refusal_of('select ops.prepare_log_snapshot(''2027-10-01'', 3)'), '{"table": "audit_rest", "possible": "2028-01-01"}',
    'what could go is said'
);
select isnt(test.put_away('2028-01-01'), '{}', 'they go together');
select is(app.archived_tables() @> '{audit_rest_before_2028_01,event_rest_before_2028_01,audit_2027_02}', true, 'with all that was before');
select is((select count(*) from hotel.audit_rest), 0::bigint, 'for what nobody makes a month for there is a table again');
select is(
    test.outcome('truncate hotel.audit_rest') || ', ' || test.outcome('insert into hotel.event_rest select * from archive.event limit 1'),
    'RVSTT APPEND_ONLY, RVSTT LOG_IS_NOT_WRITTEN_BY_HAND', 'guarded as the one before'
);
select test.act(
    'set_room_status', null, format('p_room_id => %s, p_to_status => ''CHECKOUT_DIRTY'', p_source => ''HOUSEKEEPING''', test.room_id(104))
);
select is((select v.problem from ops.verify_audit('harbour') as v), null, 'the log goes on');
select is_empty($$ select * from ops.rebuild('harbour') $$, 'and folds to what is there');
select * from finish();
rollback;
