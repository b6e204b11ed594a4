-- Personal data lives here and nowhere else: the audit names a person by id, so that erasing a person breaks no hash.

create table hotel.person (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    first_name text not null default '',
    last_name text not null default '',
    email text not null default '',
    phone text not null default '',
    company text not null default '',
    precheckin_payload jsonb not null default '{}',
    erased_at timestamptz,
    primary key (hotel_id, id),
    constraint person_names_are_short check (length(first_name) <= 100 and length(last_name) <= 100 and length(company) <= 200),
    constraint person_email_is_short check (length(email) <= 254),
    constraint person_phone_is_short check (length(phone) <= 50),
    constraint erased_person_is_empty check (
        erased_at is null
        or (first_name = '' and last_name = '' and email = '' and phone = '' and company = '' and precheckin_payload = '{}')
    )
);
-- Search by any part of a name or an address, without an extension. Nothing is left to be entered later: a booking that comes
-- when it is much would wait for it.
create index person_by_part on hotel.person using gin (
    hotel.trigrams(hotel_id, first_name || ' ' || last_name || E'\n' || email || E'\n' || phone || E'\n' || company)
) with (fastupdate = off);
comment on table hotel.person is 'A guest, companion or booker: the only place of names, addresses and pre-check-in answers.';
