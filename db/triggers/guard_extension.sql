-- Added nights are of a stay that goes on: they end with it, and each is asked for once. What a night costs is told by how many of
-- them wait for their payment (app.priced_nights).

create function app.guard_extension() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_booking hotel.booking := (
        select b from hotel.booking as b where b.hotel_id = new.hotel_id and b.id = new.booking_id for no key update
    );
begin
    -- A booking of another hotel is for the key to refuse; what was added elsewhere comes in with its booking.
    if v_booking.id is null or (app.context()).action = 'import' then
        return new;
    end if;
    perform app.refuse(app.booking_refusal('extend_stay', app.booking_facts_of(v_booking)));
    if new.new_check_out <> v_booking.check_out or new.old_check_out <= v_booking.check_in or exists (
        select from hotel.booking_extension as x
        where
            x.hotel_id = new.hotel_id and x.booking_id = new.booking_id and x.status = 'PENDING_PAYMENT'
            and x.new_check_out > new.old_check_out
    ) then
        raise exception using
            errcode = 'RVSTT', message = 'Added nights are the last of the stay, and are asked for once.', detail = 'EXTENSION_IS_NOT_OF_THE_STAY',
            hint = 'Use api.extend_stay.';
    end if;
    return new;
end;
$$;
comment on function app.guard_extension() is
'Refuses nights added to no stay in the house, or that are not its last ones. Errors: RVSTT BOOKING_NOT_CHECKED_IN, BOOKING_ALREADY_CHECKED_OUT, EXTENSION_IS_NOT_OF_THE_STAY.';

create trigger guard_new before insert on hotel.booking_extension
for each row execute function app.guard_extension();
