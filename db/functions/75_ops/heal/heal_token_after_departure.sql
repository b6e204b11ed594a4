create function app.heal_token_after_departure(p_hotel_id bigint, p_number text) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_booking hotel.booking := app.lock_booking(p_hotel_id, p_number);
begin
    if v_booking.status not in ('DECLINED', 'EXPIRED', 'CANCELLED', 'CANCELLED_DRAFT', 'NO_SHOW', 'COMPLETED') then
        return;
    end if;
    update hotel.guest_token as t
    set status = 'REVOKED', revoked_at = hotel.clock()
    where t.hotel_id = p_hotel_id and t.booking_id = v_booking.id and t.status = 'ACTIVE';

    update hotel.precheckin_token as t
    set revoked_at = hotel.clock()
    where t.hotel_id = p_hotel_id and t.booking_id = v_booking.id and t.used_at is null and t.revoked_at is null;
end;
$$;
comment on function app.heal_token_after_departure(bigint, text) is 'Revokes what an ended booking''s guest still holds.';
