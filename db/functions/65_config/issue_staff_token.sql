-- Keys of staff. The raw key is in the answer that issues it and nowhere else. Whoever has issued a key for a colleague could act in
-- the colleague's name: nobody issues one for somebody with a right that the issuer lacks.

create function api.issue_staff_token(
    p_hotel text,
    p_staff_id bigint,
    p_label text default '',
    p_expires_at timestamptz default null,
    p_token text default null,
    p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'issue_staff_token', 'staff.token.manage', p_note => p_note);
    v_staff hotel.staff;
    v_raw text;
begin
    -- Who is being given another role, or is leaving, is looked at when that is done.
    select s.* into v_staff from hotel.staff as s where s.hotel_id = v_caller.hotel_id and s.id = p_staff_id for share;
    if v_staff.id is null then
        perform app.refuse_unknown_staff();
    elsif not v_staff.is_active then
        raise exception using
            errcode = 'RVSTT', message = 'Who does not work here any more gets no token.', detail = 'STAFF_IS_INACTIVE',
            hint = 'Make the member of staff active again first.';
    elsif p_expires_at <= hotel.clock() or not isfinite(p_expires_at) then
        perform app.invalid('expires_at', 'expires_at must be a time to come');
    end if;
    perform app.refuse_more_rights(v_caller, v_staff);

    v_raw := app.issue_staff_token(v_caller.hotel_id, v_staff.id, coalesce(btrim(p_label), ''), p_expires_at);
    return (
        select app.staff_token_json(t) || jsonb_build_object('staff_token', v_raw)
        from hotel.staff_token as t
        where t.hotel_id = v_caller.hotel_id and t.token_hash = hotel.token_hash(v_raw)
    );
end;
$$;
comment on function api.issue_staff_token(text, bigint, text, timestamptz, text, text) is
'Issues a token for an active member of staff; p_expires_at null: good until it is revoked. What list_staff_tokens says of it and staff_token, the raw one, this once. Errors: RVAUT, RVDNY, RVDNY STAFF_HAS_MORE_RIGHTS {capabilities}, RVNTF STAFF_NOT_FOUND, RVSTT STAFF_IS_INACTIVE, RVINV VALIDATION_ERROR, 23514 staff_token_label_is_short, class 22.';
grant execute on function api.issue_staff_token(text, bigint, text, timestamptz, text, text) to hotelmate_api, hotelmate_operator;

create function app.refuse_more_rights(p_caller app.caller, p_staff hotel.staff) returns void
language plpgsql stable set search_path = ''
as $$
declare
    v_lacking text[] := array(
        select distinct c.capability
        from hotel.role_capability as c
        where c.role in (p_staff.role, p_staff.department, p_staff.access_level) and not app.has_capability(p_caller, c.capability)
        order by c.capability
    );
begin
    if v_lacking <> '{}' then
        raise exception using
            errcode = 'RVDNY',
            message = 'This member of staff may do what you may not: somebody who may do it, too, issues the token.',
            detail = 'STAFF_HAS_MORE_RIGHTS ' || jsonb_build_object('capabilities', v_lacking)::text,
            hint = 'Ask a hotel manager or an operator to issue it.';
    end if;
end;
$$;
comment on function app.refuse_more_rights(app.caller, hotel.staff) is
'Refuses to hand out rights that the caller does not hold. Errors: RVDNY STAFF_HAS_MORE_RIGHTS {capabilities}.';

create function app.refuse_unknown_staff() returns void
language plpgsql stable set search_path = ''
as $$
begin
    raise exception using
        errcode = 'RVNTF', message = 'Staff member not found.', detail = 'STAFF_NOT_FOUND',
        hint = 'Check the id; it must be of somebody of this hotel.';
end;
$$;
comment on function app.refuse_unknown_staff() is 'Always raises RVNTF STAFF_NOT_FOUND, for unknown and foreign ids alike.';
