-- The first statement of a function that a guest calls with nothing but a token.

create type app.guest as (
    booking hotel.booking,
    scopes text[]  -- noqa: LT01
);
comment on type app.guest is 'A guest by the token of a booking, and what the token is good for.';

create function app.begin_token_action(p_hotel text, p_guest_token text, p_action text, p_scope text default null) returns app.guest
language plpgsql volatile set search_path = ''
as $$
declare
    v_hotel text := p_hotel;
    v_hotel_id bigint;
    v_guest app.guest;
begin
    if v_hotel is null then
        v_hotel := app.hotel_of_token(p_guest_token);
    end if;
    v_hotel_id := app.begin_guest_action(v_hotel, p_action);
    if hotel.is_blank(p_guest_token) then
        raise exception using
            errcode = 'RVAUT', message = 'A guest token is required.', detail = 'TOKEN_REQUIRED', hint = 'Use the link of your booking.';
    end if;

    select b, t.scopes into v_guest.booking, v_guest.scopes
    from hotel.guest_token as t
    inner join hotel.booking as b on t.hotel_id = b.hotel_id and t.booking_id = b.id
    where
        t.hotel_id = v_hotel_id
        and t.token_hash = hotel.token_hash(btrim(p_guest_token))
        and t.status = 'ACTIVE'
        and t.expires_at > hotel.clock();
    if not found then
        raise exception using
            errcode = 'RVAUT', message = 'Invalid token.', detail = 'INVALID_TOKEN', hint = 'Use the link of your booking.';
    end if;
    if p_scope is not null and not p_scope = any(v_guest.scopes) then
        raise exception using
            errcode = 'RVDNY', message = 'This link does not open this.',
            detail = 'MISSING_SCOPE ' || jsonb_build_object('scope', p_scope)::text, hint = 'Ask the hotel for another link.';
    end if;
    return v_guest;
end;
$$;
comment on function app.begin_token_action(text, text, text, text) is
'Starts an action of the guest whose token this is, at this hotel or (null) the token''s own; an ended booking''s token is revoked and opens nothing. Errors: RVAUT TOKEN_REQUIRED, INVALID_TOKEN, RVDNY MISSING_SCOPE, RVNTF HOTEL_NOT_FOUND.';

create function app.hotel_of_token(p_guest_token text) returns text
language plpgsql stable set search_path = ''
as $$
declare
    v_slug text;
begin
    if hotel.is_blank(p_guest_token) then
        raise exception using
            errcode = 'RVAUT', message = 'A guest token is required.', detail = 'TOKEN_REQUIRED', hint = 'Use the link of your booking.';
    end if;
    select h.slug into v_slug
    from hotel.guest_token as t
    inner join hotel.hotel as h on t.hotel_id = h.hotel_id
    where t.token_hash = hotel.token_hash(btrim(p_guest_token));
    if not found then
        raise exception using
            errcode = 'RVAUT', message = 'Invalid token.', detail = 'INVALID_TOKEN', hint = 'Use the link of your booking.';
    end if;
    return v_slug;
end;
$$;
comment on function app.hotel_of_token(text) is 'Slug of the hotel a guest token belongs to. Errors: RVAUT TOKEN_REQUIRED, INVALID_TOKEN.';
