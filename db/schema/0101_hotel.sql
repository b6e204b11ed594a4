-- A hotel, and the prefix of its booking numbers.

create table hotel.hotel (
    hotel_id bigint generated always as identity primary key,
    slug text not null unique,
    name text not null,
    number_prefix text not null unique,
    confirmation_prefix text not null,
    timezone text not null default 'Europe/Dublin',
    currency text not null default 'EUR',
    email text,
    phone text,
    is_active boolean not null default true,
    created_at timestamptz not null default hotel.clock(),
    constraint slug_is_lower_case_words check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    constraint hotel_has_a_name check (not hotel.is_blank(name)),
    constraint number_prefix_is_short check (number_prefix ~ '^[A-Z0-9]{1,8}$'),
    constraint confirmation_prefix_is_short check (confirmation_prefix ~ '^[A-Z0-9]{1,3}$'),
    constraint timezone_is_known check (hotel.is_timezone(timezone)),
    constraint currency_is_iso check (currency ~ '^[A-Z]{3}$')
);

comment on table hotel.hotel is 'One hotel. Everything else belongs to exactly one.';
comment on column hotel.hotel.number_prefix is
'CODE of BK-{CODE}-{YYYY}-{NNNN}: the slug''s first eight letters, upper case, no hyphens; globally unique, so that a number names one booking anywhere.';
comment on column hotel.hotel.confirmation_prefix is 'First three letters of the upper-case slug, for the confirmation number.';
