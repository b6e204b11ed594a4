create function api.create_cancellation_policy(p_hotel text, p_policy jsonb, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'create_cancellation_policy', 'booking.config.manage', p_note => p_note);
    v_policy hotel.cancellation_policy := app.policy_of(
        jsonb_populate_record(null::hotel.cancellation_policy, '{"description": "", "is_active": true, "no_show_penalty_type": "FULL_STAY"}'), p_policy
    );
begin
    insert into hotel.cancellation_policy (
        hotel_id, code, name, description, is_active, template_type, free_until_hours, penalty_type, penalty_amount_minor,
        penalty_percentage, no_show_penalty_type
    )
    values (
        v_caller.hotel_id, v_policy.code, v_policy.name, v_policy.description, v_policy.is_active, v_policy.template_type,
        v_policy.free_until_hours, v_policy.penalty_type, v_policy.penalty_amount_minor, v_policy.penalty_percentage,
        v_policy.no_show_penalty_type
    )
    returning * into v_policy;
    perform app.set_tiers(v_policy, coalesce(p_policy -> 'tiers', '[]'));
    return app.staff_policy_json(v_policy.hotel_id, v_policy.id);
end;
$$;
comment on function api.create_cancellation_policy(text, jsonb, text, text) is
'Creates a cancellation policy: {code, name, description, is_active, template_type, free_until_hours, penalty_type, penalty_amount, penalty_percentage, no_show_penalty_type, tiers[{hours_before_checkin, penalty_type, penalty_amount, penalty_percentage}]}, amounts as strings. Errors: RVAUT, RVDNY, RVINV VALIDATION_ERROR, 23505 cancellation_policy_hotel_id_code_key, 23514 of hotel.cancellation_policy and its tiers.';
grant execute on function api.create_cancellation_policy(text, jsonb, text, text) to hotelmate_api, hotelmate_operator;

create function api.update_cancellation_policy(
    p_hotel text, p_policy_id bigint, p_policy jsonb, p_token text default null, p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'update_cancellation_policy', 'booking.config.manage', p_note => p_note);
    v_old hotel.cancellation_policy := app.lock_policy(v_caller.hotel_id, p_policy_id);
    v_new hotel.cancellation_policy := app.policy_of(v_old, p_policy);
begin
    -- Its tiers go with a policy's template: another template starts without.
    if p_policy ? 'tiers' or v_new.template_type <> v_old.template_type then
        delete from hotel.cancellation_policy_tier as t where t.hotel_id = v_old.hotel_id and t.policy_id = v_old.id;
    end if;
    update hotel.cancellation_policy as c
    set
        code = v_new.code, name = v_new.name, description = v_new.description, is_active = v_new.is_active,
        template_type = v_new.template_type, free_until_hours = v_new.free_until_hours, penalty_type = v_new.penalty_type,
        penalty_amount_minor = v_new.penalty_amount_minor, penalty_percentage = v_new.penalty_percentage,
        no_show_penalty_type = v_new.no_show_penalty_type
    where c.hotel_id = v_old.hotel_id and c.id = v_old.id;
    perform app.set_tiers(v_new, coalesce(p_policy -> 'tiers', '[]'));
    return app.staff_policy_json(v_old.hotel_id, v_old.id);
end;
$$;
comment on function api.update_cancellation_policy(text, bigint, jsonb, text, text) is
'Changes a cancellation policy; what is left out stays, tiers are replaced as a whole. Bookings keep the policy they were made under. Errors: RVAUT, RVDNY, RVNTF CANCELLATION_POLICY_NOT_FOUND, RVINV VALIDATION_ERROR, 23505 cancellation_policy_hotel_id_code_key, 23514 of hotel.cancellation_policy and its tiers.';
grant execute on function api.update_cancellation_policy(text, bigint, jsonb, text, text) to hotelmate_api, hotelmate_operator;
