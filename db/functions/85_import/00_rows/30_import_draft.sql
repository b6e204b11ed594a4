-- A booking on its way in, filled step by step (import_booking.sql).

create type app.import_draft as (
    c app.import_case,
    old app.legacy_booking,
    b hotel.booking
);
comment on type app.import_draft is 'A booking on its way in: the case, the row as it was, the booking as it will be.';
