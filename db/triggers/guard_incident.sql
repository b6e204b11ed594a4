-- An overstay is of a guest who is in the house: it is opened under the booking's lock, and ends with the stay (end_stay.sql).

create function app.guard_incident() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_booking hotel.booking := (
        select b from hotel.booking as b where b.hotel_id = new.hotel_id and b.id = new.booking_id for no key update
    );
begin
    -- A booking of another hotel is for the key to refuse.
    if v_booking.id is not null and (v_booking.checked_in_at is null or v_booking.checked_out_at is not null) then
        raise exception using
            errcode = 'RVSTT', message = 'The guest is not checked-in.', detail = 'BOOKING_NOT_CHECKED_IN',
            hint = 'Only who is in the house can stay too long.';
    end if;
    return new;
end;
$$;
comment on function app.guard_incident() is 'Refuses an active overstay of nobody in the house. Errors: RVSTT BOOKING_NOT_CHECKED_IN.';

create trigger guard_new before insert on hotel.overstay_incident
for each row when (new.status in ('OPEN', 'ACKED'))
execute function app.guard_incident();
