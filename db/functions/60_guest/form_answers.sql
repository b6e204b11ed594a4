-- What a guest wrote into a form: only the fields it shows, each in its own form, and nothing of what it demands missing.

create function app.form_answers(p_token hotel.precheckin_token, p_scope text, p_given jsonb, p_where text) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
    v_field app.precheckin_field;
    v_answer text;
    v_answers jsonb := '{}'::jsonb;
begin
    if p_given is not null and jsonb_typeof(p_given) <> 'object' then
        perform app.invalid(rtrim(p_where, '.'), 'The answers must be an object');
    end if;
    for v_field in
        select f.* from app.precheckin_field as f
        where f.scope = p_scope and f.field = any(p_token.fields_enabled)
        order by f.position
    loop
        v_answer := case when not hotel.is_blank(p_given ->> v_field.field) then btrim(p_given ->> v_field.field) end;
        -- A box that is not ticked is no consent.
        if v_field.type = 'checkbox' and v_answer is distinct from 'true' then
            v_answer := null;
        end if;
        if v_answer is null and v_field.field = any(p_token.fields_required) then
            perform app.invalid(p_where || v_field.field, format('%s is required', v_field.label));
        end if;
        continue when v_answer is null;
        perform app.check_answer(v_field, v_answer, p_where);
        v_answers := v_answers || jsonb_build_object(v_field.field, case v_field.type when 'checkbox' then to_jsonb(true) else to_jsonb(v_answer) end);
    end loop;
    return v_answers;
end;
$$;
comment on function app.form_answers(hotel.precheckin_token, text, jsonb, text) is
'The answers of a scope (booking, guest) that belong to the form of a token; p_where: the path before a field''s name. Errors: RVINV VALIDATION_ERROR.';

create function app.check_answer(p_field app.precheckin_field, p_answer text, p_where text) returns void
language plpgsql stable set search_path = ''
as $$
begin
    if length(p_answer) > (case p_field.type when 'textarea' then 4000 else 200 end) then
        perform app.invalid(p_where || p_field.field, format('%s is too long', p_field.label));
    end if;
    if p_field.choices is not null and not p_answer = any(p_field.choices) then
        perform app.invalid(p_where || p_field.field, format('%s is one of %s', p_field.label, array_to_string(p_field.choices, ', ')));
    end if;
    if p_field.type = 'date' and (
        p_answer !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' or p_answer::date not between '1900-01-01' and hotel.local_date(hotel.clock(), 'UTC')
    ) then
        perform app.invalid(p_where || p_field.field, format('%s is a date in the past, YYYY-MM-DD', p_field.label));
    end if;
end;
$$;
comment on function app.check_answer(app.precheckin_field, text, text) is
'Refuses an answer that is too long, no choice or no date. Errors: RVINV VALIDATION_ERROR, class 22 for a date that is none.';

create function app.keep_guest_answers(
    p_booking hotel.booking, p_token hotel.precheckin_token, p_primary jsonb, p_companions jsonb
) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_guest record;
begin
    for v_guest in
        -- Companions who are new stand behind those who were there, in the order of the form.
        with named as (
            select c.value as given, c.n, row_number() over (partition by c.value ->> 'id' is null order by c.n) as nth
            from jsonb_array_elements(p_companions) with ordinality as c (value, n)
        ),

        added as (
            select m.id, row_number() over (order by m.id) as nth
            from hotel.party_member as m
            where
                m.hotel_id = p_booking.hotel_id and m.booking_id = p_booking.id and m.role = 'COMPANION'
                and m.id not in (select (n.given ->> 'id')::bigint from named as n where n.given ->> 'id' is not null)
        )

        select m.person_id, m.role, p_primary as given, 'party.primary.' as at_path
        from hotel.party_member as m
        where m.hotel_id = p_booking.hotel_id and m.booking_id = p_booking.id and m.role = 'PRIMARY'
        union all
        select m.person_id, m.role, n.given, format('party.companions[%s].', n.n - 1)
        from named as n
        left join added as a on n.given ->> 'id' is null and n.nth = a.nth
        inner join hotel.party_member as m
            on m.hotel_id = p_booking.hotel_id and m.booking_id = p_booking.id and m.id = coalesce((n.given ->> 'id')::bigint, a.id)
    loop
        perform app.keep_answers_of(p_booking.hotel_id, v_guest.person_id, p_token, v_guest.given, v_guest.at_path, v_guest.role);
    end loop;
end;
$$;
comment on function app.keep_guest_answers(hotel.booking, hotel.precheckin_token, jsonb, jsonb) is
'Keeps what the form says of each guest with that person. Errors: RVINV VALIDATION_ERROR.';

create function app.keep_answers_of(
    p_hotel_id bigint, p_person_id bigint, p_token hotel.precheckin_token, p_given jsonb, p_where text, p_role hotel.party_role
) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    -- The form asks the primary guest; what companions say of themselves is kept, and not demanded.
    if p_role = 'COMPANION' then
        p_token.fields_required := '{}'::text[];
    end if;
    update hotel.person as q
    set
        first_name = btrim(p_given ->> 'first_name'),
        last_name = btrim(p_given ->> 'last_name'),
        email = coalesce(btrim(p_given ->> 'email'), q.email),
        phone = coalesce(btrim(p_given ->> 'phone'), q.phone),
        precheckin_payload = app.form_answers(p_token, 'guest', p_given, p_where)
    where q.hotel_id = p_hotel_id and q.id = p_person_id;
end;
$$;
comment on function app.keep_answers_of(bigint, bigint, hotel.precheckin_token, jsonb, text, hotel.party_role) is
'Keeps one guest''s names and answers; an e-mail address and a phone number that are not given stay. Errors: RVINV VALIDATION_ERROR.';
