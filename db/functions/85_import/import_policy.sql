create function app.import_policy(p_case app.import_case) returns app.import_case
language plpgsql volatile set search_path = ''
as $$
declare
    v_old app.legacy_policy := jsonb_populate_record(null::app.legacy_policy, p_case.fields);
    v_key bigint;
begin
    insert into hotel.cancellation_policy (
        hotel_id, code, name, description, is_active, template_type, free_until_hours, penalty_type, penalty_amount_minor,
        penalty_percentage, no_show_penalty_type
    )
    values (
        p_case.hotel_id, v_old.code, v_old.name, coalesce(v_old.description, ''), v_old.is_active,
        v_old.template_type::hotel.policy_template, v_old.free_until_hours, nullif(v_old.penalty_type, '')::hotel.penalty_type,
        app.import_minor(v_old.penalty_amount), v_old.penalty_percentage, v_old.no_show_penalty_type::hotel.no_show_penalty
    )
    returning id into p_case.target_id;

    foreach v_key in array coalesce(v_old._default_of, '{}')
    loop
        if app.imported_id(p_case, 'hotel_hotel', v_key::text) is not null then
            update hotel.hotel_policy as l
            set default_cancellation_policy_id = p_case.target_id
            where l.hotel_id = p_case.hotel_id;
        else
            p_case := app.import_finding(p_case, 'DEFAULT_POLICY_OF_ANOTHER_HOTEL', 'default_cancellation_policy_id', v_key::text, null);
        end if;
    end loop;
    return p_case;
end;
$$;
comment on function app.import_policy(app.import_case) is
'Imports hotel_cancellationpolicy, and that it is its hotel''s default. Findings: DEFAULT_POLICY_OF_ANOTHER_HOTEL. Errors: 23505 cancellation_policy_hotel_id_code_key, 23514 of hotel.cancellation_policy.';

create function app.import_policy_tier(p_case app.import_case) returns app.import_case
language plpgsql volatile set search_path = ''
as $$
declare
    v_old app.legacy_policy_tier := jsonb_populate_record(null::app.legacy_policy_tier, p_case.fields);
begin
    -- A tier names its policy, the policy its hotel.
    select i.hotel_id, i.target_id into p_case.hotel_id, p_case.target_id
    from hotel.import_row as i
    where i.source = p_case.source and i.source_table = 'hotel_cancellationpolicy' and i.source_key = v_old.policy_id;
    if not found then
        perform app.refuse_import_reference('hotel_cancellationpolicy', v_old.policy_id);
    end if;
    insert into hotel.cancellation_policy_tier (
        hotel_id, policy_id, hours_before_checkin, penalty_type, penalty_amount_minor, penalty_percentage
    )
    values (
        p_case.hotel_id, p_case.target_id, v_old.hours_before_checkin, v_old.penalty_type::hotel.penalty_type,
        app.import_minor(v_old.penalty_amount), v_old.penalty_percentage
    );
    return p_case;
end;
$$;
comment on function app.import_policy_tier(app.import_case) is
'Imports hotel_cancellationpolicytier. Errors: RVSTT IMPORT_PARENT_MISSING, 23505, 23514 of hotel.cancellation_policy_tier.';
