-- Another system's history that came in: which of its rows is which of ours, and what was refused with the row as it was.

create table hotel.import_row (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    source text not null,
    source_table text not null,
    source_key text not null,
    target_id bigint not null,
    run uuid not null,
    digest bytea not null,
    findings jsonb not null default '[]',
    imported_at timestamptz not null default hotel.clock(),
    primary key (hotel_id, source, source_table, source_key),
    constraint import_digest_is_sha256 check (octet_length(digest) = 32),
    constraint import_findings_are_a_list check (jsonb_typeof(findings) = 'array')
);
create index import_row_by_source on hotel.import_row (source, source_table, source_key);
comment on table hotel.import_row is
'One row per imported row of another system: it is imported once, and other rows find by it what they refer to. Names its row, holds none of its data.';
comment on column hotel.import_row.source is 'Which database it came from, as the import was told.';
comment on column hotel.import_row.target_id is 'id of the row it became, in the table its kind goes to; the hotel''s or policy''s where that has no id of its own.';
comment on column hotel.import_row.run is 'The import that brought it in.';
comment on column hotel.import_row.digest is 'SHA-256 of the row as it was read: a later run sees whether the other system has changed it since.';
comment on column hotel.import_row.findings is
'What was not taken as it was: [{code, field, was, now}], never personal data. Empty: imported as is.';

grant select on hotel.import_row to hotelmate_operator;

create table hotel.import_reject (
    source text not null,
    source_table text not null,
    source_key text not null,
    run uuid not null,
    code text not null,
    sqlstate text not null,
    message text not null,
    original jsonb not null,
    rejected_at timestamptz not null default hotel.clock(),
    primary key (source, source_table, source_key),
    constraint import_reject_says_why check (not hotel.is_blank(code))
);
comment on table hotel.import_reject is
'Rows of another system that a rule refused, whole. Only the owner reads it: it holds personal data, and its hotel may be unknown. A later run tries each again.';
comment on column hotel.import_reject.code is 'The rule that refused it: name of a constraint, or code of an error.';
