begin;
select plan(3);
-- A test's server keeps nothing.
select bag_eq(
    $$ select f.severity, f.code, f.hotel, f.object from ops.security_findings as f $$,
    $$ values
       ('HIGH', 'NOT_DURABLE', null::text, 'fsync'),
       ('HIGH', 'NOT_DURABLE', null, 'full_page_writes'), ('HIGH', 'NOT_DURABLE', null, 'synchronous_commit'),
       ('LOW', 'HBA_NOT_READABLE', null, 'pg_hba.conf') $$,
    'a fresh release shows what is true of the server alone'
);
select test.open_house();
select bag_eq(
    $$ select f.severity, f.code, f.hotel, count(*) from ops.security_findings as f where f.hotel is not null group by 1, 2, 3 $$,
    $$ values ('MEDIUM', 'PUBLIC_CHANNELS', 'harbour', 1::bigint), ('LOW', 'TOKEN_NEVER_EXPIRES', 'harbour', 7) $$,
    'a fresh hotel shows its open channels and the tokens that never end'
);
select is_empty(
    $$ select f.code from ops.security_findings as f
       where f.explanation = '' or f.fix = '' or f.fix ~ '\{' or f.severity not in ('HIGH', 'MEDIUM', 'LOW') $$,
    'every finding explains itself and says what to do, of this one'
);
select * from finish();
rollback;
