-- Who cannot be forgotten yet: a guest who is expected or here, one whose money is still moving, and one who owes it.

create function app.refuse_erasure(p_erasure hotel.erasure) returns void
language plpgsql stable set search_path = ''
as $$
declare
    v_staying text[] := app.staying_of(p_erasure);
    v_moving text[];
    v_owing text[];
begin
    if v_staying <> '{}' then
        raise exception using
            errcode = 'RVSTT', message = format('Not while the guest is expected or here: %s.', array_to_string(v_staying, ', ')),
            detail = 'GUEST_STAY_IS_OPEN ' || jsonb_build_object('open', v_staying)::text,
            hint = 'Erase after the stay: cancel the booking, or check the guest out.';
    end if;
    v_moving := array(
        select b.number from hotel.booking as b
        where b.hotel_id = p_erasure.hotel_id and b.id = any(p_erasure.booking_ids) and app.has_money_moving(b)
        order by b.id
    );
    if v_moving <> '{}' then
        raise exception using
            errcode = 'RVSTT', message = format('Not while money is moving: %s.', array_to_string(v_moving, ', ')),
            detail = 'GUEST_MONEY_IS_OPEN ' || jsonb_build_object('booking_ids', v_moving)::text,
            hint = 'Erase when the provider has answered everything it was asked, and the desk has given back what it owes.';
    end if;
    v_owing := array(
        select b.number from hotel.booking as b
        inner join app.booking_balance as m on b.hotel_id = m.hotel_id and b.id = m.booking_id
        where b.hotel_id = p_erasure.hotel_id and b.id = any(p_erasure.booking_ids) and m.balance_minor > 0
        order by b.id
    );
    if v_owing <> '{}' and not p_erasure.forgives_debt then
        raise exception using
            errcode = 'RVSTT', message = format('Not while the guest owes money: %s.', array_to_string(v_owing, ', ')),
            detail = 'GUEST_OWES_MONEY ' || jsonb_build_object('booking_ids', v_owing)::text,
            hint = 'Send forgive_debt: true to give it up; nobody can be asked for it afterwards.';
    end if;
end;
$$;
comment on function app.refuse_erasure(hotel.erasure) is
'Refuses an erasure that comes too early. The caller holds the bookings'' locks. Errors: RVSTT GUEST_STAY_IS_OPEN, GUEST_MONEY_IS_OPEN, GUEST_OWES_MONEY.';

create function app.staying_of(p_erasure hotel.erasure) returns text[]
language plpgsql stable set search_path = ''
as $$
begin
    return array(
        select b.number from hotel.booking as b
        where
            b.hotel_id = p_erasure.hotel_id and b.id = any(p_erasure.booking_ids)
            and b.status not in ('DECLINED', 'EXPIRED', 'CANCELLED', 'CANCELLED_DRAFT', 'NO_SHOW', 'COMPLETED')
        union all
        select format('guest %s', g.id) from hotel.in_house_guest as g
        where g.hotel_id = p_erasure.hotel_id and g.id = any(p_erasure.house_guest_ids) and g.room_id is not null
    );
end;
$$;
comment on function app.staying_of(hotel.erasure) is 'Those of an erasure''s bookings that have not ended, and of its guests who are in a room.';

create function app.has_money_moving(p_booking hotel.booking) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    return exists (
        select from hotel.payment_command as k
        where k.hotel_id = p_booking.hotel_id and k.booking_id = p_booking.id and k.status = 'PENDING' and k.kind <> 'VERIFY'
    ) or exists (
        select from app.money_due as d where d.hotel_id = p_booking.hotel_id and d.booking_id = p_booking.id
    ) or exists (
        select from app.booking_balance as m
        where m.hotel_id = p_booking.hotel_id and m.booking_id = p_booking.id and m.refund_due_minor > 0
    ) or exists (
        select from hotel.payment as p where p.hotel_id = p_booking.hotel_id and p.booking_id = p_booking.id and p.disputed_minor > 0
    ) or exists (
        select from hotel.payment_session as s
        where
            s.hotel_id = p_booking.hotel_id and s.booking_id = p_booking.id and s.status in ('PREPARED', 'OPEN')
            and s.expires_at > hotel.clock()
    ) or exists (
        select from hotel.provider_inbox as w
        where w.status <> 'PROCESSED' and app.is_about_money_of(w, p_booking)
    );
end;
$$;
comment on function app.has_money_moving(hotel.booking) is
'Whether anything about a booking''s money is not over: a command, money that is due at the provider or at the desk, a dispute, an open payment page, an event of the provider that waits.';

create function app.is_about_money_of(p_event hotel.provider_inbox, p_booking hotel.booking) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    return exists (
        select from (
            select p_booking.number as known
            union all
            select p.reference from hotel.payment as p
            where p.hotel_id = p_booking.hotel_id and p.booking_id = p_booking.id and p.provider <> 'property'
            union all
            select unnest(array[s.id::text, s.reference, s.intent_reference]) from hotel.payment_session as s
            where s.hotel_id = p_booking.hotel_id and s.booking_id = p_booking.id
        ) as r
        -- As a whole value: one reference may begin like another.
        where strpos(p_event.payload, '"' || r.known || '"') > 0
    );
end;
$$;
comment on function app.is_about_money_of(hotel.provider_inbox, hotel.booking) is
'Whether an event of the provider names the booking, one of its payments or one of its payment pages.';
