-- What comes of a statement, told as one word or two, and always undone.

create function test.outcome(p_sql text, p_role text default 'hotelmate_owner', p_action text default null) returns text
language plpgsql volatile set search_path = ''
as $$
declare
    v_state text;
    v_constraint text;
    v_detail text;
    v_column text;
    v_message text;
begin
    perform test.commit();
    begin
        -- Without an action there is no context: a statement typed by hand.
        perform set_config('hotelmate.context', '', true);
        if p_action is not null then
            perform app.set_context(p_action, 'test', null, 'SYSTEM', null);
        end if;
        perform set_config('role', p_role, true);
        execute p_sql;
        set constraints all immediate;
        raise exception using errcode = 'TSTOK';
    exception when others then
        get stacked diagnostics
            v_state = returned_sqlstate, v_constraint = constraint_name, v_detail = pg_exception_detail,
            v_column = column_name, v_message = message_text;
    end;
    return case
        when v_state = 'TSTOK' then 'allowed'
        when v_constraint <> '' then v_state || ' ' || v_constraint
        when v_state like 'RV%' then v_state || ' ' || split_part(v_detail, ' ', 1)
        when v_state = '23502' then v_state || ' ' || v_column
        else v_state || ' ' || v_message
    end;
end;
$$;
comment on function test.outcome(text, text, text) is
'Runs statements under a role and forces what COMMIT would check; then undoes them. Returns "allowed", or the SQLSTATE with the constraint, the code of our own errors, or the message. p_action: pretend to be this action.';

-- pgTAP itself needs to be found: the functions from here on that call it have public on their path.

create function test.judge(p_outcome text, p_expected text, p_description text) returns text
language sql volatile set search_path = public
as $$
    select case
        when p_outcome ~ ('^(' || p_expected || ')$') then pass(p_description)
        else fail(p_description)
            || E'\n' || diag('         have: ' || p_outcome)
            || E'\n' || diag('         want: ' || p_expected)
    end;
$$;
comment on function test.judge(text, text, text) is 'Compares an outcome with what is expected, a regular expression over all of it.';

create function test.attack(
    p_sql text, p_expected text, p_description text, p_role text default 'hotelmate_owner', p_action text default null
) returns text
language sql volatile set search_path = public
as $$
    select test.judge(test.outcome(p_sql, p_role, p_action), p_expected, 'attack: ' || p_description);
$$;
comment on function test.attack(text, text, text, text, text) is
'An attack on an invariant by raw SQL, as the owner of the tables: it must be refused, with this SQLSTATE and name. p_action: as in test.outcome. The proof counts these.';

create function test.holds(p_sql text, p_description text, p_role text default 'hotelmate_owner') returns text
language sql volatile set search_path = public
as $$
    select test.judge(test.outcome(p_sql, p_role), 'allowed', 'control: ' || p_description);
$$;
comment on function test.holds(text, text, text) is
'The control of an attack: the same kind of statement in a legal form is let through, so the attack failed for the reason it names.';

create function test.refuses(
    p_function text,
    p_booking text,
    p_expected text,
    p_description text,
    p_arguments text default '',
    p_as text default 'manager',
    p_slug text default 'harbour'
) returns text
language sql volatile set search_path = public
as $$
    select test.judge(
        test.outcome(test.call_of(p_function, p_booking, p_arguments, p_as, p_slug), 'hotelmate_api'), p_expected, p_description
    );
$$;
comment on function test.refuses(text, text, text, text, text, text, text) is
'api.<function> refuses, with this SQLSTATE and code. Arguments as in test.act.';

create function test.refusal_fields(p_function text, p_booking text, p_arguments text default '', p_as text default 'manager') returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
    v_detail text;
begin
    perform test.answer(p_function, p_booking, p_arguments, p_as);
    return null;
exception when others then
    get stacked diagnostics v_detail = pg_exception_detail;
    return nullif(substr(v_detail, strpos(v_detail || ' ', ' ') + 1), '')::jsonb;
end;
$$;
comment on function test.refusal_fields(text, text, text, text) is 'The extra fields with which api.<function> refuses; null when it does not, or has none.';
