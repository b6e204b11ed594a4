-- What a bare service layer keeps: the least that a change of a room can be written in.

create table hotel (id bigint primary key, slug text not null unique, name text not null, timezone text not null, currency text not null)
--;
create table staff (
    id bigint primary key, hotel_id bigint not null references hotel, first_name text not null, last_name text not null,
    role text not null, is_active boolean not null default true
)
--;
create table staff_token (
    key text primary key, staff_id bigint not null references staff, created_at timestamptz not null default now(), revoked_at timestamptz
)
--;
create table room (
    id bigint primary key, hotel_id bigint not null references hotel, room_number int not null, room_status text not null,
    is_active boolean not null default true, maintenance_notes text not null default '', turnover_notes text not null default '',
    last_cleaned_at timestamptz, last_inspected_at timestamptz, updated_at timestamptz not null default now(),
    unique (hotel_id, room_number)
)
--;
create table audit (
    id bigint generated always as identity primary key, at timestamptz not null default now(), hotel_id bigint not null references hotel,
    entity text not null, entity_id bigint not null, action text not null, actor text not null, from_status text, to_status text,
    changes jsonb not null
)
--;
create index audit_by_entity on audit (hotel_id, entity, entity_id)
--;
create table event (
    id bigint generated always as identity primary key, event_id uuid not null default gen_random_uuid(),
    at timestamptz not null default now(), hotel_id bigint not null references hotel, event_type text not null, payload jsonb not null
)
--;
insert into hotel select n, 'bench-' || n, 'Bench ' || n, 'Europe/Dublin', 'EUR' from generate_series(1, %(hotels)s) as n
--;
insert into staff select n, n, 'Mary', 'Manager', 'hotel_manager' from generate_series(1, %(hotels)s) as n
--;
insert into staff_token select 'token-' || n, n from generate_series(1, %(hotels)s) as n
--;
insert into room (id, hotel_id, room_number, room_status)
select n * 100000 + r, n, 1 + r, 'CHECKOUT_DIRTY' from generate_series(1, %(hotels)s) as n cross join generate_series(0, 63) as r
--;
alter table room set (fillfactor = 70)
