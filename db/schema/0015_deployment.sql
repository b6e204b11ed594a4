-- What has been deployed here. Written by db/apply.py, read by it before every start.

create table hotel.migration (
    version text primary key,
    sha256 text not null,
    applied_at timestamptz not null default now(),
    constraint migration_hash_is_sha256 check (sha256 ~ '^[0-9a-f]{64}$')
);

comment on table hotel.migration is
'Migrations this database has. A fresh database is made from db/schema and has them all from the first moment.';
comment on column hotel.migration.version is 'File name without its ending.';
comment on column hotel.migration.sha256 is 'Hash of the file as it was run; a released migration never changes.';

create table hotel.code_version (
    only_row boolean primary key default true,
    sha256 text not null,
    loaded_at timestamptz not null default now(),
    constraint code_version_has_one_row check (only_row),
    constraint code_hash_is_sha256 check (sha256 ~ '^[0-9a-f]{64}$')
);

comment on table hotel.code_version is 'Which functions and triggers are loaded: the hash over all their files.';
