create function api.revoke_staff_token(
    p_hotel text, p_staff_token_id bigint, p_token text default null, p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'revoke_staff_token', null, p_note => p_note);
    v_revoked hotel.staff_token;
begin
    select t.* into v_revoked
    from hotel.staff_token as t
    where t.hotel_id = v_caller.hotel_id and t.id = p_staff_token_id
    for no key update;
    -- Before it is said whether there is one: who may not look after others' tokens learns nothing of them.
    perform app.require_own_token(v_caller, v_revoked.staff_id);
    if v_revoked.id is null then
        raise exception using
            errcode = 'RVNTF', message = 'Staff token not found.', detail = 'STAFF_TOKEN_NOT_FOUND',
            hint = 'List the tokens; it must be one of this hotel.';
    end if;

    -- Revoking twice is revoking once.
    if v_revoked.revoked_at is null then
        update hotel.staff_token as t
        set revoked_at = hotel.clock()
        where t.hotel_id = v_caller.hotel_id and t.id = v_revoked.id
        returning t.* into v_revoked;
    end if;
    return app.staff_token_json(v_revoked);
end;
$$;
comment on function api.revoke_staff_token(text, bigint, text, text) is
'Takes a token back, for good: from the commit on it opens nothing. One''s own everybody may revoke, also the one this is sent with; repeating it answers the same. What list_staff_tokens says of it. Errors: RVAUT, RVDNY, RVNTF STAFF_TOKEN_NOT_FOUND.';
grant execute on function api.revoke_staff_token(text, bigint, text, text) to hotelmate_api, hotelmate_operator;
