-- What ends with a booking ends in its transaction, whatever ended it (A5, T3, P4): its room claim is released, its tokens are
-- revoked, and the money it must not keep is on its way back.

create function app.end_booking() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_now timestamptz := hotel.clock();
begin
    update hotel.room_claim as c
    set
        is_open = false,
        closed_at = v_now,
        occupied_until = case when c.occupied_from is not null then coalesce(new.checked_out_at, v_now) end,
        stay = case
            when new.departed_on is null then c.stay
            else daterange(lower(c.stay), greatest(lower(c.stay), least(upper(c.stay), new.departed_on)))
        end
    where c.hotel_id = new.hotel_id and c.booking_id = new.id and c.is_open;

    update hotel.guest_token as t
    set status = 'REVOKED', revoked_at = v_now
    where t.hotel_id = new.hotel_id and t.booking_id = new.id and t.status = 'ACTIVE';

    update hotel.precheckin_token as t
    set revoked_at = v_now
    where t.hotel_id = new.hotel_id and t.booking_id = new.id and t.used_at is null and t.revoked_at is null;

    perform app.queue_money_back(new.hotel_id, new.id);
    return null;
end;
$$;
comment on function app.end_booking() is 'Releases the room, revokes tokens and queues money back when a booking becomes terminal.';

create trigger end_booking after update of status on hotel.booking
for each row when (
    new.status <> old.status
    and new.status in ('DECLINED', 'EXPIRED', 'CANCELLED', 'CANCELLED_DRAFT', 'NO_SHOW', 'COMPLETED')
)
execute function app.end_booking();
