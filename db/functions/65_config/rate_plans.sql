create function api.list_rate_plans(p_hotel text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'list_rate_plans', 'booking.module.view', p_note => p_note);
begin
    return (
        select coalesce(jsonb_agg(app.rate_plan_json(p.hotel_id, p.id) order by p.code), '[]')
        from hotel.rate_plan as p
        where p.hotel_id = v_caller.hotel_id
    );
end;
$$;
comment on function api.list_rate_plans(text, text, text) is 'All rate plans, those off sale included. Errors: RVAUT, RVDNY.';
grant execute on function api.list_rate_plans(text, text, text) to hotelmate_api, hotelmate_operator;

create function api.get_rate_plan(p_hotel text, p_rate_plan_id bigint, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'get_rate_plan', 'booking.module.view', p_note => p_note);
begin
    return app.known_rate_plan(v_caller.hotel_id, p_rate_plan_id);
end;
$$;
comment on function api.get_rate_plan(text, bigint, text, text) is 'One rate plan. Errors: RVAUT, RVDNY, RVNTF RATE_PLAN_NOT_FOUND.';
grant execute on function api.get_rate_plan(text, bigint, text, text) to hotelmate_api, hotelmate_operator;

create function api.create_rate_plan(p_hotel text, p_changes jsonb, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'create_rate_plan', 'booking.config.manage', p_note => p_note);
    v_id bigint;
begin
    insert into hotel.rate_plan (hotel_id, code, name)
    values (v_caller.hotel_id, coalesce(btrim(p_changes ->> 'code'), ''), coalesce(btrim(p_changes ->> 'name'), ''))
    returning id into v_id;
    return app.change_rate_plan(v_caller.hotel_id, v_id, p_changes);
end;
$$;
comment on function api.create_rate_plan(text, jsonb, text, text) is
'Creates a rate plan: {code, name, description, is_refundable, default_discount_percent, cancellation_policy (code), is_active}. Errors: RVAUT, RVDNY, RVINV VALIDATION_ERROR, RVNTF CANCELLATION_POLICY_NOT_FOUND, 23505 rate_plan_hotel_id_code_key, 23514 rate_plan_has_a_name, discount_is_a_percentage, class 22.';
grant execute on function api.create_rate_plan(text, jsonb, text, text) to hotelmate_api, hotelmate_operator;

create function api.update_rate_plan(
    p_hotel text, p_rate_plan_id bigint, p_changes jsonb, p_token text default null, p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'update_rate_plan', 'booking.config.manage', p_note => p_note);
begin
    perform app.known_rate_plan(v_caller.hotel_id, p_rate_plan_id);
    return app.change_rate_plan(v_caller.hotel_id, p_rate_plan_id, p_changes);
end;
$$;
comment on function api.update_rate_plan(text, bigint, jsonb, text, text) is
'Changes a rate plan; what is left out stays, an empty cancellation_policy takes it away. Errors: RVAUT, RVDNY, RVNTF RATE_PLAN_NOT_FOUND, CANCELLATION_POLICY_NOT_FOUND, RVINV VALIDATION_ERROR, 23505 rate_plan_hotel_id_code_key, 23514 rate_plan_has_a_name, discount_is_a_percentage, class 22.';
grant execute on function api.update_rate_plan(text, bigint, jsonb, text, text) to hotelmate_api, hotelmate_operator;

create function api.deactivate_rate_plan(p_hotel text, p_rate_plan_id bigint, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'deactivate_rate_plan', 'booking.config.manage', p_note => p_note);
begin
    perform app.known_rate_plan(v_caller.hotel_id, p_rate_plan_id);
    return app.change_rate_plan(v_caller.hotel_id, p_rate_plan_id, '{"is_active": false}');
end;
$$;
comment on function api.deactivate_rate_plan(text, bigint, text, text) is
'Takes a rate plan off sale; its bookings stay. Errors: RVAUT, RVDNY, RVNTF RATE_PLAN_NOT_FOUND.';
grant execute on function api.deactivate_rate_plan(text, bigint, text, text) to hotelmate_api, hotelmate_operator;
