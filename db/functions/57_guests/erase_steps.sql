-- Every place where personal data of guests rests, one function each, in the order of docs/privacy.md. Called by the trigger of
-- hotel.erasure with the erasure completed and the bookings locked; what finds its rows by a name comes before the names go.

create function app.erase_answers(p_erasure hotel.erasure) returns void
language sql volatile set search_path = ''
as $$
    -- The key stays used: what it did is not to be done again.
    update hotel.idempotency as i
    set answer = null
    where
        i.hotel_id = p_erasure.hotel_id
        and (
            exists (select from unnest(app.numbers_of(p_erasure)) as n (number) where strpos(i.answer::text, '"' || n.number || '"') > 0)
            -- Who has no booking is known by name alone.
            or exists (
                select from app.persons_of(p_erasure) as q
                inner join hotel.in_house_guest as g on q.hotel_id = g.hotel_id and q.id = g.person_id
                where g.id = any(p_erasure.house_guest_ids) and app.names_person(i.answer::text, q)
            )
        );
$$;
comment on function app.erase_answers(hotel.erasure) is 'Empties the answers kept for an Idempotency-Key that name the erased or their bookings.';

create function app.erase_provider_events(p_erasure hotel.erasure) returns void
language sql volatile set search_path = ''
as $$
    -- What they changed is in the ledger, by the provider's own reference: delivered again, they would change nothing. Events that are
    -- of no booking have no hotel: they are found by the payer's address alone.
    delete from hotel.provider_inbox as w
    where
        w.status = 'PROCESSED'
        and case
            when w.hotel_id = p_erasure.hotel_id then exists (
                select from hotel.booking as b
                where b.hotel_id = p_erasure.hotel_id and b.id = any(p_erasure.booking_ids) and app.is_about_money_of(w, b)
            )
            when w.hotel_id is null then exists (
                select from app.persons_of(p_erasure) as q where q.email <> '' and strpos(lower(w.payload), '"' || lower(q.email) || '"') > 0
            )
            else false
        end;
$$;
comment on function app.erase_provider_events(hotel.erasure) is 'Deletes processed events of the payment provider about the erased.';

create function app.erase_import_rejects(p_erasure hotel.erasure) returns void
language sql volatile set search_path = ''
as $$
    delete from hotel.import_reject as j
    where exists (select from app.persons_of(p_erasure) as q where app.names_person(j.original::text, q));
$$;
comment on function app.erase_import_rejects(hotel.erasure) is 'Deletes rows of another system that were refused and name one of the erased.';

create function app.erase_events(p_erasure hotel.erasure) returns void
language sql volatile set search_path = ''
as $$
    with erased as materialized (
        select x.hotel_id, x.seq, x.at, x.payload, x.guest_payload
        from app.events_about(p_erasure) as o
        cross join lateral app.erased_event(o) as x
    ),

    put_away as (
        update archive.event as e
        set payload = x.payload, guest_payload = x.guest_payload
        from erased as x
        where e.hotel_id = x.hotel_id and e.seq = x.seq and e.at = x.at
    )

    update hotel.event as e
    set payload = x.payload, guest_payload = x.guest_payload
    from erased as x
    where e.hotel_id = x.hotel_id and e.seq = x.seq and e.at = x.at;
$$;
comment on function app.erase_events(hotel.erasure) is
'Shortens the events of the erasure''s bookings and of the rooms in which its guests were shown, in the log and in the months that were put away.';

create function app.events_about(p_erasure hotel.erasure) returns setof hotel.event
language plpgsql stable set search_path = ''
as $$
declare
    v_numbers constant text[] := app.numbers_of(p_erasure);
    v_since constant timestamptz := app.known_since(p_erasure);
    v_guests bigint[];
    v_came_at timestamptz;
begin
    select array_agg(g.id), min(g.created_at) into v_guests, v_came_at
    from hotel.in_house_guest as g
    where g.hotel_id = p_erasure.hotel_id and g.person_id = any(p_erasure.person_ids);
    return query
    select o.*
    from (
        select e.* from hotel.event as e where e.hotel_id = p_erasure.hotel_id and e.at >= v_since
        union all
        select a.* from archive.event as a where a.hotel_id = p_erasure.hotel_id and a.at >= v_since
    ) as o
    where
        o.booking_number = any(v_numbers)
        -- A payload is taken apart only where somebody was in the room. It says whose stay it was, too: when an arrival was taken back,
        -- its guests are in no book any more.
        or (
            o.entity = 'room' and o.payload not like '%"guests_in_room":[]%'
            and (
                split_part(split_part(o.payload, '"current_booking_id":"', 2), '"', 1) = any(v_numbers)
                or (o.at >= v_came_at and app.shows_guest(o.payload, v_guests))
            )
        );
end;
$$;
comment on function app.events_about(hotel.erasure) is
'Events of the erasure''s bookings and of the rooms in which its guests were shown, wherever they are kept.';

create function app.erase_stays(p_erasure hotel.erasure) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    update hotel.booking_text as x
    set special_requests = '', internal_notes = '', precheckin_payload = '{}'
    where x.hotel_id = p_erasure.hotel_id and x.booking_id = any(p_erasure.booking_ids);
    update hotel.message as m
    set body = '(erased)'
    from hotel.conversation as c
    where
        c.hotel_id = p_erasure.hotel_id and c.booking_id = any(p_erasure.booking_ids)
        and m.hotel_id = c.hotel_id and m.conversation_id = c.id;
    update hotel.guest_order as o
    set items = '[]'
    where o.hotel_id = p_erasure.hotel_id and o.booking_id = any(p_erasure.booking_ids);
    update hotel.payment_session as s
    set success_url = '', cancel_url = ''
    where s.hotel_id = p_erasure.hotel_id and s.booking_id = any(p_erasure.booking_ids);
    delete from hotel.mail as m
    where m.hotel_id = p_erasure.hotel_id and m.booking_id = any(p_erasure.booking_ids);
    update hotel.in_house_guest as g
    set id_pin = '0000'
    where g.hotel_id = p_erasure.hotel_id and g.person_id = any(p_erasure.person_ids);
end;
$$;
comment on function app.erase_stays(hotel.erasure) is 'Empties what was written about the bookings, by and to the guests.';

create function app.erase_people(p_erasure hotel.erasure) returns void
language sql volatile set search_path = ''
as $$
    update hotel.person as q
    set first_name = '', last_name = '', email = '', phone = '', company = '', precheckin_payload = '{}', erased_at = p_erasure.at
    where q.hotel_id = p_erasure.hotel_id and q.id = any(p_erasure.person_ids);
$$;
comment on function app.erase_people(hotel.erasure) is 'Empties the person rows themselves.';
