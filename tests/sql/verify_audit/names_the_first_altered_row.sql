begin;
select plan(7);
select test.open_house();
select test.in_house('guest', 101);
select is((select v.problem from ops.verify_audit('harbour') as v), null, 'an honest log is whole');
select cmp_ok((select v.rows_checked from ops.verify_audit('harbour') as v), '>', 20::bigint, 'every row is checked');

-- What no statement can do, a hand on the disk could.
select is(
    test.problem_after($$ update hotel.audit set changes = changes || ' ' where seq = 12 $$),
    '12: this row, or the hash before it, was altered', 'one byte more'
);
select is(
    test.problem_after($$ update hotel.audit set actor = 'Nobody' where seq = 7 $$),
    '7: this row, or the hash before it, was altered', 'another actor'
);
select is(
    test.problem_after($$ delete from hotel.audit where seq = 9 $$),
    '10: a row before this one is missing', 'a row taken out'
);
select matches(
    test.problem_after($$ delete from hotel.audit where seq > 15 $$), '^16: the head counts \d+ rows: the tail was cut$', 'a tail cut off'
);
select matches(
    test.problem_after($$ update hotel.log_head set audit_hash = '\x00' where hotel_id = test.hotel_id() $$),
    'the head does not carry the last row''s hash', 'a forged head'
);
select * from finish();
rollback;
