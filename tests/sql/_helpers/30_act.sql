-- Calling the public functions as the HTTP API does: under its role, with a token.

create function test.as_role(p_role text, p_sql text) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
    v_before text := current_setting('role');
    v_answer jsonb;
begin
    perform set_config('role', p_role, true);
    execute p_sql into v_answer;
    perform set_config('role', v_before, true);
    return v_answer;
end;
$$;
comment on function test.as_role(text, text) is 'Runs a query that answers one jsonb under a role, and goes back to the role before.';

create function test.call_of(p_function text, p_booking text, p_arguments text, p_as text, p_slug text) returns text
language sql stable set search_path = ''
as $$
    select format('select api.%I(p_hotel => %L', p_function, p_slug)
        || case when p_booking is not null then format(', p_booking_id => %L', test.number(p_booking)) else '' end
        || case when p_as is not null then format(', p_token => %L', test.token(p_as, p_slug)) else '' end
        || case when p_arguments <> '' then ', ' || p_arguments else '' end
        || ')';
$$;
comment on function test.call_of(text, text, text, text, text) is 'The call test.answer makes.';

create function test.answer(
    p_function text, p_booking text, p_arguments text default '', p_as text default 'manager', p_slug text default 'harbour'
) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
    v_answer jsonb := test.as_role('hotelmate_api', test.call_of(p_function, p_booking, p_arguments, p_as, p_slug));
begin
    perform test.commit();
    return v_answer;
end;
$$;
comment on function test.answer(text, text, text, text, text) is
'Calls api.<function> for a booking (null: none) as a member of staff (null: without a token), commits, returns the answer. p_arguments: the named arguments that are left.';

create function test.act(
    p_function text, p_booking text, p_arguments text default '', p_as text default 'manager', p_slug text default 'harbour'
) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    perform test.answer(p_function, p_booking, p_arguments, p_as, p_slug);
end;
$$;
comment on function test.act(text, text, text, text, text) is 'test.answer where nobody looks at the answer.';
