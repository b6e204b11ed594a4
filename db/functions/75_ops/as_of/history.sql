create function ops.history(p_hotel text, p_entity text, p_entity_id text)
returns table (
    seq bigint, at timestamptz, entity text, actor text, database_role text, action text, from_status text, to_status text, note text, changes text
)
language plpgsql stable security definer set search_path = ''
as $$
declare
    v_hotel hotel.hotel := app.operators_hotel(p_hotel);
    v_id text := p_entity_id;
begin
    if p_entity = 'booking' then
        v_id := (select b.id::text from hotel.booking as b where b.hotel_id = v_hotel.hotel_id and b.number = p_entity_id);
    elsif p_entity = 'room' then
        v_id := app.room_by_number(v_hotel.hotel_id, p_entity_id::int)::text;
    end if;

    return query
    select a.seq, a.at, a.entity, a.actor, a.database_role, a.action, a.from_status, a.to_status, a.note, a.changes
    from app.known_change as a
    where
        a.hotel_id = v_hotel.hotel_id
        and (
            (a.entity, a.entity_id) = (p_entity, v_id)
            or (
                p_entity = 'booking'
                and (a.entity, a.entity_id) in (
                    select p.entity, p.entity_id from app.parts_of_booking(v_hotel.hotel_id, v_id::bigint) as p
                )
            )
        )
    order by a.seq;
end;
$$;
comment on function ops.history(text, text, text) is
'Everything the audit log says about one thing, oldest first. p_entity: booking (by its number, with its room claims, party and money), room (by its number), or any audited table with the row''s key. Where the log begins with a snapshot, the first entry (action detach_log) is how it stood there. Errors: RVNTF HOTEL_NOT_FOUND, ROOM_NOT_FOUND.';
grant execute on function ops.history(text, text, text) to hotelmate_operator;

create function app.parts_of_booking(p_hotel_id bigint, p_booking_id bigint) returns table (entity text, entity_id text)
language sql stable set search_path = ''
as $$
    select 'room_claim', c.id::text from hotel.room_claim as c where c.hotel_id = p_hotel_id and c.booking_id = p_booking_id
    union all
    select 'party_member', m.id::text from hotel.party_member as m where m.hotel_id = p_hotel_id and m.booking_id = p_booking_id
    union all
    select 'payment', p.id::text from hotel.payment as p where p.hotel_id = p_hotel_id and p.booking_id = p_booking_id
    union all
    select 'ledger_entry', l.id::text from hotel.ledger_entry as l where l.hotel_id = p_hotel_id and l.booking_id = p_booking_id
    union all
    select 'payment_command', k.id::text from hotel.payment_command as k where k.hotel_id = p_hotel_id and k.booking_id = p_booking_id
    union all
    select 'overstay_incident', i.id::text from hotel.overstay_incident as i where i.hotel_id = p_hotel_id and i.booking_id = p_booking_id
    union all
    select 'booking_extension', e.id::text from hotel.booking_extension as e where e.hotel_id = p_hotel_id and e.booking_id = p_booking_id;
$$;
comment on function app.parts_of_booking(bigint, bigint) is 'The audited rows that belong to a booking.';
