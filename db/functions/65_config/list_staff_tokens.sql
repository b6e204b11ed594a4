create function api.list_staff_tokens(
    p_hotel text, p_staff_id bigint default null, p_token text default null, p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'list_staff_tokens', null, p_note => p_note);
begin
    perform app.require_own_token(v_caller, p_staff_id);
    if p_staff_id is not null and not exists (
        select from hotel.staff as s where s.hotel_id = v_caller.hotel_id and s.id = p_staff_id
    ) then
        perform app.refuse_unknown_staff();
    end if;
    return (
        select coalesce(jsonb_agg(l.token order by l.opens desc, l.id desc), '[]')
        from (
            select k.id, o.opens, app.staff_token_json(k) as token
            from hotel.staff_token as k
            cross join lateral (select app.staff_token_status(k) = 'ACTIVE' as opens) as o
            where k.hotel_id = v_caller.hotel_id and (p_staff_id is null or k.staff_id = p_staff_id)
            -- What still opens the hotel is never pushed out of sight by what is over.
            order by o.opens desc, k.id desc
            limit 500
        ) as l
    );
end;
$$;
comment on function api.list_staff_tokens(text, bigint, text, text) is
'Tokens of everybody or of one member of staff, those that are still good first, then the newest; at most 500: [{id, staff_id, staff_name, is_staff_active, label, status (ACTIVE, EXPIRED, REVOKED), created_at, expires_at, revoked_at}], never what opens anything. One''s own everybody may list. Errors: RVAUT, RVDNY, RVNTF STAFF_NOT_FOUND.';
grant execute on function api.list_staff_tokens(text, bigint, text, text) to hotelmate_api, hotelmate_operator;

create function app.require_own_token(p_caller app.caller, p_staff_id bigint) returns void
language plpgsql stable set search_path = ''
as $$
begin
    if p_staff_id is distinct from p_caller.staff_id then
        perform app.require_capability(p_caller, 'staff.token.manage');
    end if;
end;
$$;
comment on function app.require_own_token(app.caller, bigint) is
'Everybody looks after the own tokens; those of p_staff_id, or of all for null, need the capability. Errors: RVDNY CAPABILITY_MISSING.';

create function app.staff_token_status(p_staff_token hotel.staff_token) returns text
language plpgsql stable set search_path = ''
as $$
begin
    return case
        when p_staff_token.revoked_at is not null then 'REVOKED'
        when p_staff_token.expires_at <= hotel.clock() then 'EXPIRED'
        else 'ACTIVE'
    end;
end;
$$;
comment on function app.staff_token_status(hotel.staff_token) is
'ACTIVE, EXPIRED or REVOKED; an active one opens nothing while its owner is inactive.';

create function app.staff_token_json(p_staff_token hotel.staff_token) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select jsonb_build_object(
            'id', p_staff_token.id, 'staff_id', s.id, 'staff_name', s.first_name || ' ' || s.last_name, 'is_staff_active', s.is_active,
            'label', p_staff_token.label, 'status', app.staff_token_status(p_staff_token),
            'created_at', p_staff_token.created_at, 'expires_at', p_staff_token.expires_at, 'revoked_at', p_staff_token.revoked_at
        )
        from hotel.staff as s
        where s.hotel_id = p_staff_token.hotel_id and s.id = p_staff_token.staff_id
    );
end;
$$;
comment on function app.staff_token_json(hotel.staff_token) is
'What is known of a staff token, its hash excepted: {id, staff_id, staff_name, is_staff_active, label, status, created_at, expires_at, revoked_at}.';
