-- May this member of staff subscribe? The signature that tells the provider so is made by the API, after this.

create function api.authorize_channel(p_hotel text, p_channel text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller;
    v_capability text;
begin
    -- The provider's library knows one address for all hotels: there, the hotel is the token's own.
    v_caller := app.begin_action(
        coalesce(p_hotel, app.hotel_of_staff_token(p_token)), p_token, 'authorize_channel', null, p_note => p_note
    );
    v_capability := app.staff_channel_capability(v_caller.hotel_id, p_channel);
    perform app.require_capability(v_caller, coalesce(v_capability, 'booking.record.read'));
    if v_capability is null then
        raise exception using
            errcode = 'RVDNY', message = 'This channel is not open to you.', detail = 'CHANNEL_NOT_ALLOWED',
            hint = 'Subscribe to channels of your own hotel.';
    end if;
    return jsonb_build_object('channel_name', p_channel);
end;
$$;
comment on function api.authorize_channel(text, text, text, text) is
'Answers {channel_name} when a member of staff may subscribe to it. p_hotel null: the hotel of the token. Errors: RVAUT, RVDNY HOTEL_ACCESS_DENIED, CAPABILITY_MISSING, CHANNEL_NOT_ALLOWED, ENDPOINT_MOVED.';
grant execute on function api.authorize_channel(text, text, text, text) to hotelmate_api, hotelmate_operator;

create function app.hotel_of_staff_token(p_token text) returns text
language plpgsql stable set search_path = ''
as $$
declare
    v_slug text;
begin
    select h.slug into v_slug
    from hotel.staff_token as t
    inner join hotel.hotel as h on t.hotel_id = h.hotel_id
    where t.token_hash = hotel.token_hash(p_token);
    if not found and exists (select from hotel.guest_token as g where g.token_hash = hotel.token_hash(btrim(p_token))) then
        raise exception using
            errcode = 'RVDNY', message = 'Guests subscribe at another address.', detail = 'ENDPOINT_MOVED',
            hint = 'POST /api/guest/hotel/{slug}/chat/pusher/auth';
    end if;
    return v_slug;
end;
$$;
comment on function app.hotel_of_staff_token(text) is 'Slug of the hotel a staff token belongs to, or null. Errors: RVDNY ENDPOINT_MOVED for a guest''s token.';
