-- The first statement of every staff function: who calls, at which hotel, and may they?
--
-- Staff come with a token; an operator at psql comes without one and is known by the login role, which must be listed
-- for the hotel, and must say why. Nothing about identity is taken from a setting or from an id that the caller sends.

create type app.caller as (
    hotel_id bigint,
    timezone text,
    currency text,
    staff_id bigint,
    actor text,
    roles text[]  -- noqa: LT01
);
comment on type app.caller is 'The authenticated caller of a public function. staff_id and roles (what grants capabilities) are null for an operator.';

create function app.begin_action(
    p_hotel text,
    p_token text,
    p_action text,
    p_capability text,
    p_source hotel.change_source default 'FRONT_DESK',
    p_note text default null
) returns app.caller
language plpgsql volatile set search_path = ''
as $$
declare
    v_caller app.caller;
begin
    if p_token is null then
        v_caller := app.operator_caller(p_hotel, p_note);
    else
        select
            h.hotel_id, h.timezone, h.currency, s.id, s.first_name || ' ' || s.last_name, array[s.role, s.department, s.access_level]
        into v_caller
        from hotel.hotel as h
        inner join hotel.staff_token as t on h.hotel_id = t.hotel_id and t.token_hash = hotel.token_hash(p_token)
        inner join hotel.staff as s on t.hotel_id = s.hotel_id and t.staff_id = s.id
        where
            h.slug = p_hotel
            and h.is_active
            and s.is_active
            and t.revoked_at is null
            and (t.expires_at is null or t.expires_at > hotel.clock());

        if not found then
            perform app.refuse_token(p_token);
        end if;
        if p_capability is not null and not app.has_capability(v_caller, p_capability) then
            perform app.refuse_capability(p_capability);
        end if;
    end if;

    perform app.set_context(p_action, v_caller.actor, v_caller.staff_id, p_source, p_note);
    return v_caller;
end;
$$;
comment on function app.begin_action(text, text, text, text, hotel.change_source, text) is
'Authenticates the caller, checks the capability (null: the action checks it itself) and sets the action context. Errors: RVAUT, RVDNY, RVNTF, RVINV.';

create function app.operator_caller(p_hotel text, p_note text) returns app.caller
language plpgsql stable set search_path = ''
as $$
declare
    v_caller app.caller;
begin
    select h.hotel_id, h.timezone, h.currency, null::bigint, session_user::text, null::text[]
    into v_caller
    from hotel.hotel as h
    inner join hotel.operator_access as a on h.hotel_id = a.hotel_id and a.role_name = session_user
    where h.slug = p_hotel;

    if not found then
        raise exception using
            errcode = 'RVAUT',
            message = 'Authentication credentials were not provided.',
            detail = 'TOKEN_REQUIRED',
            hint = 'Send the header "Authorization: Token <key>", or log in as a database role listed for this hotel.';
    end if;
    perform app.require_note(p_note);
    return v_caller;
end;
$$;
comment on function app.operator_caller(text, text) is
'The caller when no token was given: the login role, if it is listed for the hotel. Errors: RVAUT, RVINV NOTE_REQUIRED.';

create function app.require_note(p_note text, p_field text default 'note') returns void
language plpgsql stable set search_path = ''
as $$
begin
    if hotel.is_blank(p_note) then
        raise exception using
            errcode = 'RVINV',
            message = 'An operator must say why.',
            detail = 'NOTE_REQUIRED ' || jsonb_build_object('field', p_field)::text,
            hint = format('Give p_%s => ''the reason''.', p_field);
    end if;
end;
$$;
comment on function app.require_note(text, text) is 'Refuses an operator''s call without a reason, which p_field carries. Errors: RVINV NOTE_REQUIRED {field}.';

create function app.refuse_token(p_token text) returns void
language plpgsql stable set search_path = ''
as $$
begin
    if exists (
        select from hotel.staff_token as t
        inner join hotel.staff as s on t.hotel_id = s.hotel_id and t.staff_id = s.id
        where
            t.token_hash = hotel.token_hash(p_token)
            and s.is_active
            and t.revoked_at is null
            and (t.expires_at is null or t.expires_at > hotel.clock())
    ) then
        raise exception using
            errcode = 'RVDNY',
            message = 'You do not work at this hotel.',
            detail = 'HOTEL_ACCESS_DENIED',
            hint = 'Use the address of your own hotel.';
    end if;
    raise exception using
        errcode = 'RVAUT',
        message = 'Invalid token.',
        detail = 'INVALID_TOKEN',
        hint = 'The token is unknown, expired or revoked: ask for a new one.';
end;
$$;
comment on function app.refuse_token(text) is
'Says why a token opens nothing here: it belongs to another hotel (RVDNY) or to nobody (RVAUT). Always raises.';
