-- A healed case corrects by being entered: what is derived (nights, sums) is guarded against every hand, and a trigger is the one
-- thing the guards let through. So no correction exists without its case, its audit row and its event.

create function app.heal_drift() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    case new.check_code
        when 'stale_assignment' then
            perform app.heal_stale_assignment(new.hotel_id, new.entity_id);
        when 'guest_after_departure' then
            perform app.heal_guest_after_departure(new.hotel_id, new.entity_id);
        when 'token_after_departure' then
            perform app.heal_token_after_departure(new.hotel_id, new.entity_id);
        when 'money_held' then
            perform app.heal_money_held(new.hotel_id, new.entity_id);
        when 'payment_sums' then
            perform app.heal_payment_sums(new.hotel_id, new.entity_id);
        when 'number_counter' then
            perform app.heal_number_counter(new.hotel_id, new.entity_id::int);
        when 'inventory' then
            -- Named by type and night: "DBL 2026-06-10".
            perform app.heal_inventory(new.hotel_id, left(new.entity_id, -11), right(new.entity_id, 10)::date);
    end case;

    if exists (
        select from app.drift_of_state as d
        where
            d.hotel_id = new.hotel_id and d.check_code = new.check_code and d.entity = new.entity and d.entity_id = new.entity_id
    ) then
        raise exception using
            errcode = 'RVSTT', message = format('%s %s is contradictory still.', new.entity, new.entity_id),
            detail = 'DRIFT_REMAINS', hint = 'It needs people: see the case.';
    end if;
    return null;
end;
$$;
comment on function app.heal_drift() is 'Corrects what a healed case says was contradictory, and looks again. Errors: RVSTT DRIFT_REMAINS and those of app.heal_<check>.';

create trigger heal after insert on hotel.drift_case
for each row when (new.is_healed)
execute function app.heal_drift();
