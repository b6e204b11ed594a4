-- What belongs to a stay ends with it, whatever ended it: a departure, or an arrival that is taken back. Who departs stays in the
-- books, outside every room; whose arrival is taken back was never a guest, and may yet be taken out of the party.

create function app.end_stay() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_now timestamptz := coalesce(new.checked_out_at, hotel.clock());
begin
    update hotel.overstay_incident as i
    set
        status = 'RESOLVED', resolved_at = v_now, resolved_by = (app.context()).actor,
        resolution_note = case when new.checked_out_at is null then 'Check-in undone' else 'Guest departed' end
    where i.hotel_id = new.hotel_id and i.booking_id = new.id and i.status in ('OPEN', 'ACKED');

    if new.checked_out_at is null then
        delete from hotel.in_house_guest as g where g.hotel_id = new.hotel_id and g.booking_id = new.id;
        return null;
    end if;
    update hotel.in_house_guest as g set room_id = null
    where g.hotel_id = new.hotel_id and g.booking_id = new.id and g.room_id is not null;
    update hotel.conversation as c set status = 'ARCHIVED', archived_at = v_now
    where c.hotel_id = new.hotel_id and c.booking_id = new.id and c.status = 'OPEN';
    update hotel.chat_session as c set status = 'ARCHIVED', archived_at = v_now
    where c.hotel_id = new.hotel_id and c.booking_id = new.id and c.status = 'OPEN';
    update hotel.guest_order as o set status = 'ARCHIVED', archived_at = v_now
    where o.hotel_id = new.hotel_id and o.booking_id = new.id and o.status = 'OPEN';
    return null;
end;
$$;
comment on function app.end_stay() is
'Resolves the overstay of a guest who is not in the house any more, takes the party off its room, and archives chats and orders of a departure.';

create trigger end_stay after update of checked_in_at, checked_out_at on hotel.booking
for each row when (
    old.checked_in_at is not null and old.checked_out_at is null
    and (new.checked_in_at is null or new.checked_out_at is not null)
)
execute function app.end_stay();
