-- A dated block holds its room through a claim, so that the exclusion constraint sets blocks and guests against each other.

create function app.hold_blocked_room() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    if tg_op = 'INSERT' then
        insert into hotel.room_claim (hotel_id, room_id, kind, block_id, stay)
        values (new.hotel_id, new.room_id, 'BLOCK', new.id, daterange(new.starts_on, new.ends_on));
    else
        update hotel.room_claim as c
        set is_open = false, closed_at = new.lifted_at
        where c.hotel_id = new.hotel_id and c.block_id = new.id and c.is_open;
    end if;
    return null;
end;
$$;
comment on function app.hold_blocked_room() is 'Opens and closes the claim of a dated block. Errors: 23P01 one_holder_per_room_and_night.';

-- One that is over when it is entered holds nothing: nobody could lift it any more.
create trigger hold_blocked_room after insert on hotel.room_block
for each row when (new.lifted_at is null)
execute function app.hold_blocked_room();
create trigger release_blocked_room after update of lifted_at on hotel.room_block
for each row when (old.lifted_at is null and new.lifted_at is not null)
execute function app.hold_blocked_room();
