-- A claim takes its locks itself (booking, then room) and obeys A6, so that a claim made by hand is as safe as one made by a
-- function. A closed claim is history and stays. A2: who is in a room holds it from the day of entry on, or of tonight's bed there
-- would be two owners.

create function app.guard_claim() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    if tg_op = 'DELETE' or (tg_op = 'UPDATE' and not old.is_open) then
        raise exception using
            errcode = 'RVSTT', message = 'A closed room claim is history.', detail = 'CLAIM_IS_HISTORY',
            hint = 'Open another claim.';
    end if;
    if tg_op = 'UPDATE'
        and (new.hotel_id, new.id, new.room_id, new.kind, new.booking_id, new.block_id)
        is distinct from (old.hotel_id, old.id, old.room_id, old.kind, old.booking_id, old.block_id)
    then
        raise exception using
            errcode = 'RVSTT', message = 'A room claim keeps its room and its holder.', detail = 'CLAIM_IS_HISTORY',
            hint = 'Close this claim and open another.';
    end if;

    -- Depth 2 and more is the block's own trigger.
    if tg_op = 'UPDATE' and old.kind = 'BLOCK' and (new.is_open, new.stay) <> (old.is_open, old.stay) and pg_catalog.pg_trigger_depth() < 2 then
        raise exception using
            errcode = 'RVSTT', message = 'A block holds its room until it is lifted.', detail = 'CLAIM_FOLLOWS_ITS_BLOCK',
            hint = 'Lift the block.';
    end if;

    if new.booking_id is not null then
        perform from hotel.booking as b where b.hotel_id = new.hotel_id and b.id = new.booking_id for no key update;
    end if;
    perform from hotel.room as r where r.hotel_id = new.hotel_id and r.id = new.room_id for no key update;

    if tg_op = 'INSERT' and new.booking_id is not null and new.is_open then
        -- Whoever makes the type smaller waits for this, or this for him (db/triggers/guard_room_type.sql).
        perform from hotel.room_type as t
        where t.hotel_id = new.hotel_id and t.id = (select r.room_type_id from hotel.room as r where r.hotel_id = new.hotel_id and r.id = new.room_id)
        for key share;
        perform app.refuse(app.claim_refusal(new));
    end if;
    return new;
end;
$$;
comment on function app.guard_claim() is 'Locks what a claim binds together, holds A6 and keeps its history. Errors: RVSTT CLAIM_IS_HISTORY, CLAIM_FOLLOWS_ITS_BLOCK and those of app.claim_refusal.';

create trigger guard before insert or update or delete on hotel.room_claim
for each row execute function app.guard_claim();

create function app.guard_entry() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    -- An entry is judged when it is made: a transaction that waited for it began before it.
    if old.occupied_from <> new.occupied_from
        or (old.occupied_from is null and (new.occupied_from > hotel.clock() or not isfinite(new.occupied_from)))
        or (
            new.is_open and (old.occupied_from is null or lower(new.stay) > lower(old.stay))
            and lower(new.stay) > hotel.local_date(
                new.occupied_from, (select h.timezone from hotel.hotel as h where h.hotel_id = new.hotel_id)
            )
        )
    then
        raise exception using
            errcode = 'RVSTT', message = 'Who is in a room came when they came, and holds it from that day on.', detail = 'ENTRY_IS_FIXED',
            hint = 'Take the entry back, or close this claim and open another.';
    end if;
    return null;
end;
$$;
comment on function app.guard_entry() is
'Holds A2 for who is in a room: nobody enters in time to come, nor twice, nor into nights that begin later. Errors: RVSTT ENTRY_IS_FIXED.';

create function app.guard_past_claim() returns trigger
language plpgsql stable set search_path = ''
as $$
begin
    -- What was over elsewhere comes in with its booking. What ends here is cut to the nights that were used, and never grows.
    if (tg_op = 'INSERT' and (app.context()).action <> 'import') or (tg_op = 'UPDATE' and not new.stay <@ old.stay) then
        raise exception using
            errcode = 'RVSTT', message = 'A claim begins open, and ends with no more nights than it held.', detail = 'CLAIM_IS_HISTORY',
            hint = 'Open a claim, and close it.';
    end if;
    return null;
end;
$$;
comment on function app.guard_past_claim() is 'Refuses a stay that never was, entered as over, and nights that were not held. Errors: RVSTT CLAIM_IS_HISTORY.';

-- Both after the row, so that what its CHECKs say comes first.
create trigger guard_past after insert or update of is_open on hotel.room_claim
for each row when (not new.is_open)
execute function app.guard_past_claim();
create trigger guard_entry after insert or update of occupied_from, stay on hotel.room_claim
for each row when (new.occupied_from is not null)
execute function app.guard_entry();
