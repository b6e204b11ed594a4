-- A guest fills in the form of a pre-check-in link. The form is the one the link was issued for, whatever the hotel has changed
-- since; the link is used up in the transaction that keeps the answers.

create function api.submit_precheckin(p_hotel text, p_guest_token text, p_party jsonb, p_answers jsonb default '{}') returns jsonb
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_hotel_id bigint := app.begin_guest_action(p_hotel, 'submit_precheckin');
    v_token hotel.precheckin_token := app.open_precheckin_token(v_hotel_id, p_guest_token);
    v_booking hotel.booking;
    v_answers jsonb;
begin
    select b.* into strict v_booking
    from hotel.booking as b
    where b.hotel_id = v_token.hotel_id and b.id = v_token.booking_id
    for no key update;
    -- Judged again under the booking's lock: of two who send the form at once, one is told that it was used.
    v_token := app.open_precheckin_token(v_hotel_id, p_guest_token);
    if v_booking.checked_in_at is not null then
        raise exception using
            errcode = 'RVSTT', message = 'Cannot modify party after check-in', detail = 'PARTY_IS_FIXED',
            hint = 'The party of an arrived or ended booking stays as it is.';
    end if;

    v_answers := app.form_answers(v_token, 'booking', p_answers, '');
    perform app.keep_precheckin_party(v_booking, v_token, p_party);
    insert into hotel.booking_text as x (hotel_id, booking_id, special_requests, precheckin_payload, precheckin_submitted_at)
    values (v_booking.hotel_id, v_booking.id, coalesce(v_answers ->> 'special_requests', ''), v_answers, hotel.clock())
    on conflict (hotel_id, booking_id) do update
        set
            special_requests = coalesce(v_answers ->> 'special_requests', x.special_requests),
            precheckin_payload = excluded.precheckin_payload,
            precheckin_submitted_at = excluded.precheckin_submitted_at;
    update hotel.precheckin_token as t set used_at = hotel.clock() where t.hotel_id = v_token.hotel_id and t.id = v_token.id;

    return (
        select jsonb_build_object(
            'success', true,
            'message', 'Pre-check-in completed',
            'booking_id', v_booking.number,
            'party', jsonb_build_array(m.party -> 'primary') || (m.party -> 'companions'),
            'party_complete', m.complete
        )
        from (select app.precheckin_party(v_booking) as shown) as p
        cross join lateral (select p.shown -> 'party' as party, p.shown -> 'party_complete' as complete) as m
    );
end;
$$;
comment on function api.submit_precheckin(text, text, jsonb, jsonb) is
'Keeps a filled-in pre-check-in form and uses its link up. p_party: {primary{}, companions[]} with names and the fields of each guest; p_answers: the fields of the booking. Errors: those of api.get_precheckin, RVINV VALIDATION_ERROR, PARTY_SIZE_MISMATCH, RVSTT PARTY_IS_FIXED, 23514 special_requests_are_short, person_names_are_short, person_email_is_short, person_phone_is_short.';
grant execute on function api.submit_precheckin(text, text, jsonb, jsonb) to hotelmate_api;

create function app.keep_precheckin_party(p_booking hotel.booking, p_token hotel.precheckin_token, p_party jsonb) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_primary constant jsonb := p_party -> 'primary';
    v_companions constant jsonb := coalesce(nullif(p_party -> 'companions', 'null'), '[]');
    v_expected constant int := p_booking.adults + p_booking.children;
    v_kept bigint[];
begin
    if jsonb_typeof(v_primary) is distinct from 'object' then
        perform app.invalid('party.primary', 'party.primary must say who the primary guest is');
    end if;
    if jsonb_typeof(v_companions) <> 'array' then
        perform app.invalid('party.companions', 'party.companions must be a list');
    end if;
    if 1 + jsonb_array_length(v_companions) <> v_expected then
        raise exception using
            errcode = 'RVINV',
            message = format('The booking is for %s guests, the form names %s.', v_expected, 1 + jsonb_array_length(v_companions)),
            detail = 'PARTY_SIZE_MISMATCH '
                || jsonb_build_object('field', 'party', 'expected', v_expected, 'received', 1 + jsonb_array_length(v_companions))::text,
            hint = 'Name everybody who stays, or ask the hotel to change the booking.';
    end if;
    if exists (
        select from jsonb_array_elements(v_companions || v_primary) as g (guest)
        where hotel.is_blank(g.guest ->> 'first_name') or hotel.is_blank(g.guest ->> 'last_name')
    ) then
        perform app.invalid('party', 'All party members must have first_name and last_name');
    end if;

    v_kept := app.companions_kept(p_booking, v_companions);
    delete from hotel.party_member as m
    where m.hotel_id = p_booking.hotel_id and m.booking_id = p_booking.id and m.role = 'COMPANION' and not m.id = any(v_kept);
    perform app.add_companions(p_booking, v_companions);

    perform app.keep_guest_answers(p_booking, p_token, v_primary, v_companions);
end;
$$;
comment on function app.keep_precheckin_party(hotel.booking, hotel.precheckin_token, jsonb) is
'Makes the party what the form says, primary guest included. Errors: RVINV VALIDATION_ERROR, PARTY_SIZE_MISMATCH, RVNTF COMPANION_NOT_FOUND.';

create function app.companions_kept(p_booking hotel.booking, p_companions jsonb) returns bigint[]
language plpgsql stable set search_path = ''
as $$
declare
    v_id bigint;
    v_kept bigint[] := '{}'::bigint[];
begin
    for v_id in
        select (c.value ->> 'id')::bigint from jsonb_array_elements(p_companions) as c where c.value ->> 'id' is not null
    loop
        if v_id = any(v_kept) or not exists (
            select from hotel.party_member as m
            where m.hotel_id = p_booking.hotel_id and m.booking_id = p_booking.id and m.id = v_id and m.role = 'COMPANION'
        ) then
            raise exception using
                errcode = 'RVNTF', message = format('Companion %s not found', v_id), detail = 'COMPANION_NOT_FOUND',
                hint = 'Use the ids of this booking''s party, each once.';
        end if;
        v_kept := v_kept || v_id;
    end loop;
    return v_kept;
end;
$$;
comment on function app.companions_kept(hotel.booking, jsonb) is
'Ids of those of a form''s companions who are in the party already. Errors: RVNTF COMPANION_NOT_FOUND.';
