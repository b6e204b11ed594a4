create function api.get_precheckin(p_hotel text, p_guest_token text) returns jsonb
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_hotel_id bigint := app.begin_guest_action(p_hotel, 'get_precheckin');
    v_token hotel.precheckin_token := app.open_precheckin_token(v_hotel_id, p_guest_token);
begin
    return (
        select jsonb_build_object(
            'booking', app.booking_summary(b) || jsonb_build_object(
                'expected_guests', b.adults + b.children,
                'precheckin_submitted_at', x.precheckin_submitted_at,
                'precheckin_payload', coalesce(x.precheckin_payload, '{}')
            ),
            'precheckin_config', app.precheckin_form(v_token.fields_enabled, v_token.fields_required),
            'precheckin_field_registry', app.precheckin_registry(),
            'expires_at', v_token.expires_at
        ) || app.precheckin_party(b)
        from hotel.booking as b
        left join hotel.booking_text as x on b.hotel_id = x.hotel_id and b.id = x.booking_id
        where b.hotel_id = v_token.hotel_id and b.id = v_token.booking_id
    );
end;
$$;
comment on function api.get_precheckin(text, text) is
'What a pre-check-in link shows: {booking, party, party_complete, party_missing_count, precheckin_config, precheckin_field_registry, expires_at}, with the form the link was issued for. Errors: RVNTF HOTEL_NOT_FOUND, invalid_token, RVINV missing_token, RVGON token_used, token_revoked, token_expired.';
grant execute on function api.get_precheckin(text, text) to hotelmate_api;

create function app.precheckin_party(p_booking hotel.booking) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select jsonb_build_object(
            'party', app.party_with_precheckin(p_booking),
            'party_complete', count(*) = p_booking.adults + p_booking.children,
            'party_missing_count', greatest(p_booking.adults + p_booking.children - count(*), 0)
        )
        from hotel.party_member as m
        where m.hotel_id = p_booking.hotel_id and m.booking_id = p_booking.id and m.is_staying
    );
end;
$$;
comment on function app.precheckin_party(hotel.booking) is
'{party{primary, companions[], total_count}, party_complete, party_missing_count} with each guest''s own answers.';
