-- The companions of a party, replaced as a whole before arrival. The primary guest stays.

create function api.get_party(p_hotel text, p_booking_id text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'get_party', 'booking.record.read', p_note => p_note);
begin
    return app.party_json(app.find_booking(v_caller.hotel_id, p_booking_id));
end;
$$;
comment on function api.get_party(text, text, text, text) is
'{booking_id, primary, companions[], total_count}. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND.';
grant execute on function api.get_party(text, text, text, text) to hotelmate_api, hotelmate_operator;

create function app.party_json(p_booking hotel.booking) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select jsonb_build_object('booking_id', v.booking_id, 'total_party_size', v.party_total_count) || v.party::jsonb
        from app.booking_view as v
        where v.hotel_id = p_booking.hotel_id and v.id = p_booking.id
    );
end;
$$;
comment on function app.party_json(hotel.booking) is 'A booking''s party as the party endpoints answer it.';

create function api.update_companions(
    p_hotel text, p_booking_id text, p_companions jsonb, p_token text default null, p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'update_companions', 'booking.record.update', p_note => p_note);
    v_booking hotel.booking := app.lock_booking(v_caller.hotel_id, p_booking_id);
    v_kept bigint[];
begin
    perform app.refuse(app.booking_refusal('update_companions', app.booking_facts_of(v_booking)));
    if jsonb_typeof(p_companions) is distinct from 'array' then
        perform app.invalid('companions', 'companions must be a list');
    end if;

    v_kept := app.change_companions(v_booking, p_companions);
    delete from hotel.party_member as m
    where m.hotel_id = v_booking.hotel_id and m.booking_id = v_booking.id and m.role = 'COMPANION' and not m.id = any(v_kept);
    perform app.add_companions(v_booking, p_companions);
    return app.party_json(v_booking);
end;
$$;
comment on function api.update_companions(text, text, jsonb, text, text) is
'Replaces the companions: [{id?, first_name, last_name, email, phone}]; an id keeps that member. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND, COMPANION_NOT_FOUND, RVINV VALIDATION_ERROR, RVSTT PARTY_IS_FIXED, BOOKING_EXPIRED, party_is_within_the_booking (at commit).';
grant execute on function api.update_companions(text, text, jsonb, text, text) to hotelmate_api, hotelmate_operator;

create function app.change_companions(p_booking hotel.booking, p_companions jsonb) returns bigint[]
language plpgsql volatile set search_path = ''
as $$
declare
    v_companion record;
    v_kept bigint[] := '{}'::bigint[];
begin
    for v_companion in
        select c.*
        from jsonb_to_recordset(p_companions) as c (id bigint, first_name text, last_name text, email text, phone text)
        where c.id is not null
    loop
        update hotel.person as q
        set
            first_name = coalesce(btrim(v_companion.first_name), ''), last_name = coalesce(btrim(v_companion.last_name), ''),
            email = coalesce(v_companion.email, ''), phone = coalesce(v_companion.phone, '')
        from hotel.party_member as m
        where
            m.hotel_id = p_booking.hotel_id and m.booking_id = p_booking.id and m.id = v_companion.id and m.role = 'COMPANION'
            and q.hotel_id = m.hotel_id and q.id = m.person_id;
        if not found then
            raise exception using
                errcode = 'RVNTF', message = format('Companion %s not found', v_companion.id), detail = 'COMPANION_NOT_FOUND',
                hint = 'Use the ids of this booking''s party.';
        end if;
        v_kept := v_kept || v_companion.id;
    end loop;
    return v_kept;
end;
$$;
comment on function app.change_companions(hotel.booking, jsonb) is 'Writes the named companions that exist; returns their ids. Errors: RVNTF COMPANION_NOT_FOUND.';
