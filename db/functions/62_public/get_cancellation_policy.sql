create function api.get_cancellation_policy(p_hotel text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_hotel_id bigint := app.begin_guest_action(p_hotel, 'get_cancellation_policy');
begin
    return (
        select jsonb_build_object(
            'hotel', h.slug, 'hotel_name', h.name, 'currency', h.currency, 'timezone', h.timezone,
            'policy', app.policy_json(l.hotel_id, l.default_cancellation_policy_id)
        )
        from hotel.hotel as h
        inner join hotel.hotel_policy as l on h.hotel_id = l.hotel_id
        where h.hotel_id = v_hotel_id
    );
end;
$$;
comment on function api.get_cancellation_policy(text) is
'{hotel, hotel_name, currency, timezone, policy}: the policy a booking is made under; null means that cancelling is free. Errors: RVNTF HOTEL_NOT_FOUND.';
grant execute on function api.get_cancellation_policy(text) to hotelmate_api;

create function app.policy_json(p_hotel_id bigint, p_policy_id bigint) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select jsonb_build_object(
            'id', c.id, 'code', c.code, 'name', c.name, 'description', c.description, 'template_type', c.template_type,
            'free_until_hours', c.free_until_hours, 'penalty_type', c.penalty_type,
            'penalty_amount', hotel.money_text(c.penalty_amount_minor), 'penalty_percentage', c.penalty_percentage::text,
            'no_show_penalty_type', c.no_show_penalty_type, 'check_in_time', l.check_in_time,
            'tiers', coalesce(
                (
                    select jsonb_agg(
                        jsonb_build_object(
                            'hours_before_checkin', t.hours_before_checkin, 'penalty_type', t.penalty_type,
                            'penalty_amount', hotel.money_text(t.penalty_amount_minor), 'penalty_percentage', t.penalty_percentage::text
                        )
                        order by t.hours_before_checkin desc
                    )
                    from hotel.cancellation_policy_tier as t
                    where t.hotel_id = c.hotel_id and t.policy_id = c.id
                ), '[]'
            )
        )
        from hotel.cancellation_policy as c
        inner join hotel.hotel_policy as l on c.hotel_id = l.hotel_id
        where c.hotel_id = p_hotel_id and c.id = p_policy_id
    );
end;
$$;
comment on function app.policy_json(bigint, bigint) is
'A cancellation policy for guests to read: {id, code, name, description, template_type, free_until_hours, penalty_*, no_show_penalty_type, check_in_time, tiers[]}; null for none.';
