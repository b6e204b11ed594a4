-- What a pre-check-in link opens. A link that was used, replaced or forgotten says so: its holder is who it was sent to.

create function app.open_precheckin_token(p_hotel_id bigint, p_raw text) returns hotel.precheckin_token
language plpgsql stable set search_path = ''
as $$
declare
    v_token hotel.precheckin_token;
begin
    if hotel.is_blank(p_raw) then
        raise exception using
            errcode = 'RVINV', message = 'The link is incomplete: its token is missing.', detail = 'missing_token {"field": "token"}',
            hint = 'Open the whole link from the e-mail.';
    end if;
    select t.* into v_token
    from hotel.precheckin_token as t
    where t.hotel_id = p_hotel_id and t.token_hash = hotel.token_hash(btrim(p_raw));
    if not found then
        raise exception using
            errcode = 'RVNTF', message = 'This link is not known here.', detail = 'invalid_token',
            hint = 'Open the whole link from the e-mail, or ask the hotel for a new one.';
    end if;

    if v_token.used_at is not null then
        raise exception using
            errcode = 'RVGON', message = 'Pre-check-in has been completed with this link.', detail = 'token_used',
            hint = 'Ask the hotel to change what you entered.';
    end if;
    if v_token.revoked_at is not null then
        raise exception using
            errcode = 'RVGON', message = 'This link has been replaced or withdrawn.', detail = 'token_revoked',
            hint = 'Use the newest link from the hotel, or ask for one.';
    end if;
    if v_token.expires_at <= hotel.clock() then
        raise exception using
            errcode = 'RVGON', message = 'This link has expired.', detail = 'token_expired', hint = 'Ask the hotel for a new one.';
    end if;
    return v_token;
end;
$$;
comment on function app.open_precheckin_token(bigint, text) is
'The live pre-check-in token with this raw form. Errors: RVINV missing_token, RVNTF invalid_token, RVGON token_used, token_revoked, token_expired.';
