create function api.list_cancellation_policies(p_hotel text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'list_cancellation_policies', 'booking.module.view', p_note => p_note);
begin
    return (
        select coalesce(jsonb_agg(app.staff_policy_json(c.hotel_id, c.id) order by c.code), '[]')
        from hotel.cancellation_policy as c
        where c.hotel_id = v_caller.hotel_id
    );
end;
$$;
comment on function api.list_cancellation_policies(text, text, text) is 'All cancellation policies, those not in use included. Errors: RVAUT, RVDNY.';
grant execute on function api.list_cancellation_policies(text, text, text) to hotelmate_api, hotelmate_operator;

create function api.get_own_cancellation_policy(p_hotel text, p_policy_id bigint, p_token text default null, p_note text default null)
returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'get_own_cancellation_policy', 'booking.module.view', p_note => p_note);
begin
    return app.staff_policy_json(v_caller.hotel_id, (app.lock_policy(v_caller.hotel_id, p_policy_id, false)).id);
end;
$$;
comment on function api.get_own_cancellation_policy(text, bigint, text, text) is
'One cancellation policy of the hotel by id. Errors: RVAUT, RVDNY, RVNTF CANCELLATION_POLICY_NOT_FOUND.';
grant execute on function api.get_own_cancellation_policy(text, bigint, text, text) to hotelmate_api, hotelmate_operator;

create function api.cancellation_policy_templates(p_hotel text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'cancellation_policy_templates', 'booking.module.view', p_note => p_note);
begin
    return (
        select jsonb_agg(
            jsonb_build_object(
                'code', t.code, 'name', t.name, 'template_type', t.template_type, 'free_until_hours', t.free_until_hours,
                'penalty_type', t.penalty_type, 'penalty_percentage', t.penalty_percentage, 'tiers', t.tiers,
                'is_used', exists (select from hotel.cancellation_policy as c where c.hotel_id = v_caller.hotel_id and c.code = t.code)
            )
            order by t.n
        )
        from (
            values
            (1, 'FLEX24', 'Free until a day before', 'FLEXIBLE', 24, 'FIRST_NIGHT', null, '[]'::jsonb),
            (2, 'FLEX48', 'Free until two days before', 'FLEXIBLE', 48, 'FIRST_NIGHT', null, '[]'),
            (3, 'MOD48_50', 'Half the stay from two days before on', 'MODERATE', 48, 'PERCENTAGE', '50', '[]'),
            (4, 'NRF', 'Non-refundable', 'NON_REFUNDABLE', 0, 'FULL_STAY', null, '[]'),
            (
                5, 'TIERED_STD', 'Rising from three days before on', 'CUSTOM', null, null, null,
                '[{"hours_before_checkin": 72, "penalty_type": "NONE"}, {"hours_before_checkin": 48, "penalty_type": "FIRST_NIGHT"}, '
                '{"hours_before_checkin": 24, "penalty_type": "PERCENTAGE", "penalty_percentage": "50"}, '
                '{"hours_before_checkin": 0, "penalty_type": "FULL_STAY"}]'
            )
        ) as t (n, code, name, template_type, free_until_hours, penalty_type, penalty_percentage, tiers)
    );
end;
$$;
comment on function api.cancellation_policy_templates(text, text, text) is
'Policies to begin with, as creating one takes them, and whether the hotel has one of this code. Errors: RVAUT, RVDNY.';
grant execute on function api.cancellation_policy_templates(text, text, text) to hotelmate_api, hotelmate_operator;

create function app.staff_policy_json(p_hotel_id bigint, p_policy_id bigint) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select app.policy_json(c.hotel_id, c.id) || jsonb_build_object(
            'hotel', c.hotel_id, 'is_active', c.is_active, 'is_default', l.default_cancellation_policy_id is not distinct from c.id
        )
        from hotel.cancellation_policy as c
        inner join hotel.hotel_policy as l on c.hotel_id = l.hotel_id
        where c.hotel_id = p_hotel_id and c.id = p_policy_id
    );
end;
$$;
comment on function app.staff_policy_json(bigint, bigint) is 'A cancellation policy as staff read it: app.policy_json with is_active and is_default.';
