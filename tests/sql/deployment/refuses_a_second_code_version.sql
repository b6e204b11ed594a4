begin;
select plan(3);
set local role hotelmate_owner;

select throws_ok(
    $$ insert into hotel.code_version (only_row, sha256) values (false, repeat('a', 64)) $$,
    '23514',
    'new row for relation "code_version" violates check constraint "code_version_has_one_row"',
    'a row of another key is refused'
);

select throws_ok(
    $$ insert into hotel.code_version (sha256) values (repeat('a', 64)) $$,
    '23505',
    'duplicate key value violates unique constraint "code_version_pkey"',
    'a second row is refused'
);

select throws_ok(
    $$ insert into hotel.migration (version, sha256) values ('0001_initial_again', 'deadbeef') $$,
    '23514',
    'new row for relation "migration" violates check constraint "migration_hash_is_sha256"',
    'a hash that is none is refused'
);

select * from finish();
rollback;
