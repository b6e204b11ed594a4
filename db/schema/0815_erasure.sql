-- A guest's personal data was erased, for good. Entering the row is what erases (db/triggers/erase.sql), so that there is no erasure
-- without its row, and none of a guest who is still here or whose money is still moving. It names people and bookings by id alone.

create table hotel.erasure (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    at timestamptz not null default hotel.clock(),
    booking_ids bigint[] not null default '{}',
    house_guest_ids bigint[] not null default '{}',
    forgives_debt boolean not null default false,
    person_ids bigint[] not null default '{}',
    log_mentions int not null default 0,
    primary key (hotel_id, id),
    constraint erasure_names_somebody check (cardinality(person_ids) > 0),
    constraint log_mentions_are_not_negative check (log_mentions >= 0)
);
comment on table hotel.erasure is 'Erasures of guests'' personal data, append-only: who asked and why is in the audit. Inserting a row erases.';
comment on column hotel.erasure.booking_ids is 'Ended bookings whose whole party, booker and texts are erased.';
comment on column hotel.erasure.house_guest_ids is 'Departed guests without a booking who are erased.';
comment on column hotel.erasure.forgives_debt is 'The hotel gives up what these guests still owe: nobody can be asked for it afterwards.';
comment on column hotel.erasure.person_ids is 'The persons who were erased, completed by the guard.';
comment on column hotel.erasure.log_mentions is
'Audit rows whose free text (a reason, a note) names one of them: the audit cannot forget, so somebody should know. Counted by the guard.';

grant select on hotel.erasure to hotelmate_operator;
