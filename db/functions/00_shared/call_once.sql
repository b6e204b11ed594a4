-- A request sent twice is one effect. Whoever sends an Idempotency-Key goes through here: the key is taken under a lock, the
-- function runs, and its answer is stored in the same transaction. A refusal rolls back and leaves the key unused.

create function api.call_once(
    p_hotel text, p_caller_token text, p_key text, p_function text, p_arguments jsonb
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.once_caller := app.caller_of_once(p_hotel, p_caller_token, p_function, p_arguments);
    v_body_hash bytea := sha256(convert_to(p_function || ' ' || p_arguments::text, 'UTF8'));
    v_stored hotel.idempotency;
    v_answer jsonb;
begin
    -- Two with the same key take turns. This lock is always the first, so nobody waits for it while holding another.
    perform pg_advisory_xact_lock(hashtextextended(v_caller.hotel_id || ' ' || v_caller.name || ' ' || p_key, 0));

    select i.* into v_stored
    from hotel.idempotency as i
    where i.hotel_id = v_caller.hotel_id and i.caller = v_caller.name and i.key = p_key
    -- Writes a little: so the repetition, too, is answered only when the synchronous standby has what it is told of.
    for key share;
    if found then
        if v_stored.body_hash <> v_body_hash then
            raise exception using
                errcode = 'RVSTT',
                message = 'This Idempotency-Key was used for another request.',
                detail = 'IDEMPOTENCY_KEY_REUSED',
                hint = 'Use a new key for every new request.';
        elsif v_stored.answer is null then
            raise exception using
                errcode = 'RVSTT', message = 'The guest whom this answer was about has been erased.', detail = 'ANSWER_IS_ERASED',
                hint = 'It was done the first time; nothing is left to repeat.';
        end if;
        return v_stored.answer;
    end if;

    -- Built of quoted names alone, which no check can see: @plpgsql_check_options: security_warnings = off
    execute app.call_statement(p_function, p_arguments) into v_answer using p_arguments, p_hotel, p_caller_token;
    insert into hotel.idempotency (hotel_id, caller, key, action, body_hash, answer)
    values (v_caller.hotel_id, v_caller.name, p_key, p_function, v_body_hash, app.without_secrets(v_answer));
    return v_answer;
end;
$$;
comment on function api.call_once(text, text, text, text, jsonb) is
'Calls api.p_function with named arguments {p_name: value} at most once per caller and key; a repetition gets the stored answer, without its token. p_caller_token: staff token, null for a guest. Errors: those of the function, RVSTT IDEMPOTENCY_KEY_REUSED, ANSWER_IS_ERASED, RVINV UNKNOWN_FUNCTION, 23514 idempotency_key_is_usable.';
grant execute on function api.call_once(text, text, text, text, jsonb) to hotelmate_api;

create type app.once_caller as (
    hotel_id bigint,
    name text
);
comment on type app.once_caller is 'Whose key it is: a member of staff, a guest by the hash of the booking''s token, or the public.';

create function app.caller_of_once(p_hotel text, p_caller_token text, p_function text, p_arguments jsonb) returns app.once_caller
language plpgsql volatile set search_path = ''
as $$
declare
    v_staff app.caller;
begin
    if app.takes_staff_token(p_function) then
        v_staff := app.begin_action(p_hotel, p_caller_token, p_function, null);
        return row(v_staff.hotel_id, 'staff:' || v_staff.staff_id)::app.once_caller;
    end if;
    return row(
        app.begin_guest_action(p_hotel, p_function),
        'public:' || coalesce(encode(hotel.token_hash(p_arguments ->> 'p_guest_token'), 'hex'), '')
    )::app.once_caller;
end;
$$;
comment on function app.caller_of_once(text, text, text, jsonb) is
'Authenticates who sends a key; what the caller may do, the function itself checks. Errors: RVAUT, RVDNY HOTEL_ACCESS_DENIED, RVNTF HOTEL_NOT_FOUND.';

create function app.takes_staff_token(p_function text) returns boolean
language sql stable set search_path = ''
as $$
    select exists (
        select from pg_proc as p
        where p.pronamespace = 'api'::regnamespace and p.proname = p_function and 'p_token' = any(p.proargnames)
    );
$$;
comment on function app.takes_staff_token(text) is 'Whether api.p_function is for staff; the others are for guests.';

create function app.call_statement(p_function text, p_arguments jsonb) returns text
language plpgsql stable set search_path = ''
as $$
declare
    v_statement text;
begin
    -- Names come from the catalog and are quoted; values stay parameters.
    select format('select api.%I(%s)', p.proname, string_agg(format('%I => %s', a.name, e.expression), ', ' order by a.n))
    into v_statement
    from pg_proc as p
    cross join lateral unnest(p.proargnames, p.proargtypes::oid[]) with ordinality as a (name, type, n)
    cross join lateral (
        select case
            when a.name = 'p_hotel' then '$2'
            when a.name = 'p_token' then '$3'
            when a.type = 'jsonb'::regtype then format('$1 -> %L', a.name)
            when format_type(a.type, null) like '%[]'
                then format('array(select jsonb_array_elements_text($1 -> %L))::%s', a.name, format_type(a.type, null))
            else format('($1 ->> %L)::%s', a.name, format_type(a.type, null))
        end as expression
    ) as e
    where
        p.pronamespace = 'api'::regnamespace
        and p.proname = p_function
        and p.proname <> 'call_once'
        and has_function_privilege(session_user, p.oid, 'execute')
        and (a.name in ('p_hotel', 'p_token') or p_arguments ? a.name)
    group by p.oid, p.proname, p.proargnames
    having p.proargnames @> array(select jsonb_object_keys(p_arguments));

    if v_statement is null then
        raise exception using
            errcode = 'RVINV', message = format('There is no function %s with these arguments.', p_function),
            detail = 'UNKNOWN_FUNCTION', hint = 'Name a function of schema api that you may execute, and its arguments.';
    end if;
    return v_statement;
end;
$$;
comment on function app.call_statement(text, jsonb) is
'The statement that calls api.p_function with the arguments given in $1, the hotel in $2 and the staff token in $3. Errors: RVINV UNKNOWN_FUNCTION.';

create function app.without_secrets(p_answer jsonb) returns jsonb
language sql immutable set search_path = ''
as $$
    select case
        when p_answer ? 'guest_token' then jsonb_set(p_answer, '{guest_token}', 'null')
        when p_answer -> 'data' ? 'guest_token' then jsonb_set(p_answer, '{data,guest_token}', 'null')
        when p_answer ? 'staff_token' then jsonb_set(p_answer, '{staff_token}', 'null')
        else p_answer
    end;
$$;
comment on function app.without_secrets(jsonb) is 'An answer as it may be stored: the raw token of a guest or of staff is taken out.';
