-- What creating and changing a cancellation policy have in common. Which shapes a template admits are constraints.

create function app.lock_policy(p_hotel_id bigint, p_policy_id bigint, p_to_change boolean default true) returns hotel.cancellation_policy
language plpgsql volatile set search_path = ''
as $$
declare
    v_policy hotel.cancellation_policy;
begin
    if p_to_change then
        select c.* into v_policy from hotel.cancellation_policy as c where c.hotel_id = p_hotel_id and c.id = p_policy_id for no key update;
    else
        select c.* into v_policy from hotel.cancellation_policy as c where c.hotel_id = p_hotel_id and c.id = p_policy_id;
    end if;
    if not found then
        raise exception using
            errcode = 'RVNTF', message = 'Cancellation policy not found.', detail = 'CANCELLATION_POLICY_NOT_FOUND',
            hint = 'Check its id; it must be of this hotel.';
    end if;
    return v_policy;
end;
$$;
comment on function app.lock_policy(bigint, bigint, boolean) is 'A cancellation policy by id, locked if it is to change. Errors: RVNTF CANCELLATION_POLICY_NOT_FOUND.';

create function app.amount_of(p_amount text) returns bigint
language plpgsql immutable set search_path = ''
as $$
begin
    if p_amount !~ '^[0-9]{1,13}(\.[0-9]{1,2})?$' then
        perform app.invalid('penalty_amount', 'penalty_amount must be an amount such as 120.50');
    end if;
    return (p_amount::numeric * 100)::bigint;
end;
$$;
comment on function app.amount_of(text) is 'A penalty''s amount in minor units, or null for null. Errors: RVINV VALIDATION_ERROR.';

create function app.policy_of(p_policy hotel.cancellation_policy, p_changes jsonb) returns hotel.cancellation_policy
language plpgsql stable set search_path = ''
as $$
declare
    v_changes jsonb := app.known_fields(
        p_changes,
        '{"code": 0, "name": 0, "description": 0, "is_active": 0, "template_type": 0, "free_until_hours": 0, "penalty_type": 0, '
        '"penalty_amount": 0, "penalty_percentage": 0, "no_show_penalty_type": 0, "tiers": 0}'
    );
    v_template text := coalesce(v_changes ->> 'template_type', p_policy.template_type::text);
begin
    -- What a penalty consists of goes with its template.
    if v_template is distinct from p_policy.template_type::text then
        p_policy.free_until_hours := null;
        p_policy.penalty_type := null;
    end if;
    if v_changes ?| '{penalty_type,template_type}' then
        p_policy.penalty_amount_minor := null;
        p_policy.penalty_percentage := null;
    end if;
    p_policy := jsonb_populate_record(p_policy, v_changes - '{tiers,penalty_amount}'::text[]);
    p_policy.code := btrim(p_policy.code);
    p_policy.name := btrim(p_policy.name);
    if v_changes ? 'penalty_amount' then
        p_policy.penalty_amount_minor := app.amount_of(v_changes ->> 'penalty_amount');
    end if;
    if v_template = 'NON_REFUNDABLE' then
        p_policy.free_until_hours := 0;
        p_policy.penalty_type := 'FULL_STAY';
    end if;
    if coalesce(p_policy.code, '') = '' or coalesce(p_policy.name, '') = '' or v_template is null then
        perform app.invalid(
            case when coalesce(p_policy.code, '') = '' then 'code' when coalesce(p_policy.name, '') = '' then 'name' else 'template_type' end,
            'Required fields: code, name, template_type'
        );
    end if;
    return p_policy;
end;
$$;
comment on function app.policy_of(hotel.cancellation_policy, jsonb) is
'A policy with changes applied: NON_REFUNDABLE always charges the full stay. Errors: RVINV VALIDATION_ERROR, class 22.';

create function app.set_tiers(p_policy hotel.cancellation_policy, p_tiers jsonb) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    if jsonb_typeof(p_tiers) <> 'array' then
        perform app.invalid('tiers', 'tiers must be a list of {hours_before_checkin, penalty_type, penalty_amount, penalty_percentage}');
    elsif p_policy.template_type <> 'CUSTOM' and jsonb_array_length(p_tiers) > 0 then
        perform app.invalid('tiers', 'Only a CUSTOM policy has tiers');
    end if;
    if (select count(*) > count(distinct e.value ->> 'hours_before_checkin') from jsonb_array_elements(p_tiers) as e) then
        perform app.invalid('tiers', 'Each tier has its own hours_before_checkin');
    end if;
    insert into hotel.cancellation_policy_tier (
        hotel_id, policy_id, hours_before_checkin, penalty_type, penalty_amount_minor, penalty_percentage
    )
    select
        p_policy.hotel_id, p_policy.id, t.hours_before_checkin, t.penalty_type, app.amount_of(t.penalty_amount), t.penalty_percentage
    from jsonb_to_recordset(p_tiers) as t (
        hours_before_checkin int, penalty_type hotel.penalty_type, penalty_amount text, penalty_percentage numeric
    );
    if p_policy.template_type = 'CUSTOM' and not exists (
        select from hotel.cancellation_policy_tier as t where t.hotel_id = p_policy.hotel_id and t.policy_id = p_policy.id
    ) then
        perform app.invalid('tiers', 'A CUSTOM policy needs tiers');
    end if;
end;
$$;
comment on function app.set_tiers(hotel.cancellation_policy, jsonb) is
'Adds the tiers of a CUSTOM policy; the others have none. Errors: RVINV VALIDATION_ERROR, 23514 of hotel.cancellation_policy_tier.';
