begin;
select plan(11);
select test.open_house();
select test.booking_in('COMPLETED', 'departed', 101);
select test.request('ann');
select test.act('decline_booking', 'ann', 'p_reason_code => ''FULL'', p_reason_note => ''No room''', 'supervisor');
update hotel.room set turnover_notes = 'typed' where id = test.room_id(102);
select test.commit();

-- The chain, recomputed by hand and under another time zone and date style than it was written in.
create function pg_temp.recompute() returns table (seq bigint, hash bytea) language plpgsql as $$
declare
    r hotel.audit;
    v_hash bytea := '';
begin
    for r in select a.* from hotel.audit as a where a.hotel_id = test.hotel_id() order by a.seq
    loop
        v_hash := sha256(
            v_hash || convert_to(
                array_to_string(
                    array[
                        r.hotel_id::text, r.seq::text, extract(epoch from r.at)::text, quote_literal(r.entity), quote_literal(r.entity_id),
                        r.operation, quote_nullable(r.from_status), quote_nullable(r.to_status), quote_literal(r.action),
                        quote_literal(r.actor), quote_nullable(r.staff_id), quote_literal(r.database_role), r.source::text,
                        quote_nullable(r.note), r.changes
                    ], E'\x1f'
                ), 'UTF8'
            )
        );
        seq := r.seq;
        hash := v_hash;
        return next;
    end loop;
end;
$$;
set local timezone = 'Asia/Kolkata';
set local datestyle = 'German';
select results_eq(
    'select * from pg_temp.recompute()', 'select a.seq, a.hash from hotel.audit as a where a.hotel_id = test.hotel_id() order by a.seq',
    'every row carries the hash over the one before and its own text'
);
select is(
    (select h.audit_hash from hotel.log_head as h where h.hotel_id = test.hotel_id()),
    (select r.hash from pg_temp.recompute() as r order by r.seq desc limit 1), 'and the head the hash of the last'
);
select results_eq(
    $$ select v.hotel, v.first_bad_seq, v.problem, v.rows_checked from ops.verify_audit('harbour') as v $$,
    $$ select 'harbour', null::bigint, null::text, h.audit_seq from hotel.log_head as h where h.hotel_id = test.hotel_id() $$,
    'ops.verify_audit finds it whole'
);
select is(
    (
        select array[a.from_status, a.to_status, a.action, a.actor, a.staff_id::text, a.at::text, a.note, a.source::text, a.database_role]
        from hotel.audit as a
        where a.hotel_id = test.hotel_id() and a.entity = 'booking' and a.entity_id = test.id('ann')::text and a.to_status = 'DECLINED'
    ),
    array[
        'PENDING_APPROVAL', 'DECLINED', 'decline_booking', 'Sam Supervisor', test.staff_id('supervisor')::text,
        '2026-06-10 14:00+00'::timestamptz::text, 'No room', 'FRONT_DESK', session_user::text
    ],
    'a booking''s row has from, to, by whom, when, why and source'
);
select is(
    (
        select array[a.action, a.actor, a.source::text, a.changes]
        from hotel.audit as a
        where a.hotel_id = test.hotel_id() and a.entity = 'room' and a.entity_id = test.room_id(102)::text
        order by a.seq desc
        limit 1
    ),
    array['sql', session_user::text, 'SQL', '{"turnover_notes": "typed"}'],
    'a change typed by hand has the database role and the source SQL'
);

-- A superuser who takes the guards away is still found out.
select is(
    test.problem_after($$ update hotel.audit set note = 'other' where seq = 5 and hotel_id = test.hotel_id() $$),
    '5: this row, or the hash before it, was altered', 'an altered note is found at its row'
);
select is(
    test.problem_after(
        $$ update hotel.audit set changes = replace(changes, '218', '217') where hotel_id = test.hotel_id() and entity = 'payment' $$
    ),
    (
        select min(a.seq) || ': this row, or the hash before it, was altered'
        from hotel.audit as a where a.hotel_id = test.hotel_id() and a.entity = 'payment' and a.changes like '%218%'
    ), 'an altered amount at the first row that has it'
);
select is(
    test.problem_after($$ delete from hotel.audit where seq = 7 and hotel_id = test.hotel_id() $$),
    '8: a row before this one is missing', 'a row taken out is missed by the next'
);
select matches(
    test.problem_after($$ delete from hotel.audit where hotel_id = test.hotel_id() and seq > 10 $$),
    '^11: the head counts [0-9]+ rows: the tail was cut$', 'a tail cut off is missed by the head'
);
select matches(
    test.problem_after($$ delete from hotel.audit where hotel_id = test.hotel_id() $$), 'the tail was cut$', 'and so is a whole log'
);
select is(
    test.problem_after($$ update hotel.audit set seq = seq + 1000 where hotel_id = test.hotel_id() and seq in (3) $$),
    '4: a row before this one is missing', 'a row that changes its place is missed where it was'
);
select * from finish();
rollback;
