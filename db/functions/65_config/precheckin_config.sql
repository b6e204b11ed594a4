create function api.get_precheckin_config(p_hotel text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'get_precheckin_config', 'booking.module.view', p_note => p_note);
begin
    return app.precheckin_config_json(v_caller.hotel_id);
end;
$$;
comment on function api.get_precheckin_config(text, text, text) is
'{enabled {field: bool}, required {field: bool}, field_registry}: the form guests fill in before arrival. Errors: RVAUT, RVDNY.';
grant execute on function api.get_precheckin_config(text, text, text) to hotelmate_api, hotelmate_operator;

create function app.precheckin_config_json(p_hotel_id bigint) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select app.precheckin_form(c.fields_enabled, c.fields_required) || jsonb_build_object('field_registry', app.precheckin_registry())
        from hotel.precheckin_config as c
        where c.hotel_id = p_hotel_id
    );
end;
$$;
comment on function app.precheckin_config_json(bigint) is 'What precheckin-config/ answers.';

create function api.set_precheckin_config(
    p_hotel text, p_enabled jsonb, p_required jsonb, p_token text default null, p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'set_precheckin_config', 'booking.config.manage', p_note => p_note);
begin
    update hotel.precheckin_config as c
    set fields_enabled = app.chosen_fields('enabled', p_enabled), fields_required = app.chosen_fields('required', p_required)
    where c.hotel_id = v_caller.hotel_id;
    return app.precheckin_config_json(v_caller.hotel_id);
end;
$$;
comment on function api.set_precheckin_config(text, jsonb, jsonb, text, text) is
'Says which fields the form shows and demands: {field: bool}. Links that are out keep the form they were made for. Errors: RVAUT, RVDNY, RVINV VALIDATION_ERROR, 23514 required_fields_are_enabled.';
grant execute on function api.set_precheckin_config(text, jsonb, jsonb, text, text) to hotelmate_api, hotelmate_operator;

create function app.chosen_fields(p_name text, p_fields jsonb) returns text[]
language plpgsql stable set search_path = ''
as $$
declare
    v_fault text;
begin
    if jsonb_typeof(p_fields) is distinct from 'object' then
        perform app.invalid(p_name, format('%s must be an object: {field: true or false}', p_name));
    end if;
    select e.key into v_fault
    from jsonb_each(p_fields) as e
    where jsonb_typeof(e.value) <> 'boolean' or not exists (select from app.precheckin_field as f where f.field = e.key)
    order by e.key
    limit 1;
    if v_fault is not null then
        perform app.invalid(p_name, format('%s is no field of the form, or neither true nor false', v_fault));
    end if;
    return array(
        select f.field from app.precheckin_field as f where (p_fields -> f.field)::boolean order by f.position
    );
end;
$$;
comment on function app.chosen_fields(text, jsonb) is 'The fields that {field: bool} says true to. Errors: RVINV VALIDATION_ERROR of p_name.';
