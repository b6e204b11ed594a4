create function app.rate_plan_json(p_hotel_id bigint, p_rate_plan_id bigint) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select jsonb_build_object(
            'id', p.id, 'hotel', p.hotel_id, 'code', p.code, 'name', p.name, 'description', p.description,
            'is_refundable', p.is_refundable, 'default_discount_percent', p.default_discount_percent::text,
            'cancellation_policy', coalesce(c.code, ''), 'cancellation_policy_id', c.id, 'is_active', p.is_active
        )
        from hotel.rate_plan as p
        left join hotel.cancellation_policy as c on p.hotel_id = c.hotel_id and p.cancellation_policy_id = c.id
        where p.hotel_id = p_hotel_id and p.id = p_rate_plan_id
    );
end;
$$;
comment on function app.rate_plan_json(bigint, bigint) is 'A rate plan as staff read it; null when there is none.';

create function app.known_rate_plan(p_hotel_id bigint, p_rate_plan_id bigint) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
    v_plan jsonb := app.rate_plan_json(p_hotel_id, p_rate_plan_id);
begin
    if v_plan is null then
        raise exception using
            errcode = 'RVNTF', message = 'Rate plan not found.', detail = 'RATE_PLAN_NOT_FOUND', hint = 'Check its id; it must be of this hotel.';
    end if;
    return v_plan;
end;
$$;
comment on function app.known_rate_plan(bigint, bigint) is 'A rate plan by id. Errors: RVNTF RATE_PLAN_NOT_FOUND.';

create function app.change_rate_plan(p_hotel_id bigint, p_rate_plan_id bigint, p_changes jsonb) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
    v_changes jsonb := app.known_fields(
        p_changes, app.rate_plan_json(p_hotel_id, p_rate_plan_id) - '{id,hotel,cancellation_policy_id}'::text[]
    );
    v_policy text := v_changes ->> 'cancellation_policy';
begin
    update hotel.rate_plan as p
    set
        code = btrim(n.code), name = btrim(n.name), description = n.description, is_refundable = n.is_refundable,
        default_discount_percent = n.default_discount_percent, is_active = n.is_active,
        cancellation_policy_id = case
            when v_policy = '' then null
            when v_policy is not null then app.find_cancellation_policy(l, v_policy)
            else o.cancellation_policy_id
        end
    from hotel.rate_plan as o
    inner join hotel.hotel_policy as l on o.hotel_id = l.hotel_id
    cross join lateral jsonb_populate_record(o, v_changes) as n
    where p.hotel_id = p_hotel_id and p.id = p_rate_plan_id and o.hotel_id = p.hotel_id and o.id = p.id;
    return app.rate_plan_json(p_hotel_id, p_rate_plan_id);
end;
$$;
comment on function app.change_rate_plan(bigint, bigint, jsonb) is
'Changes fields of a rate plan. Errors: RVINV VALIDATION_ERROR, RVNTF CANCELLATION_POLICY_NOT_FOUND, 23505, 23514 of hotel.rate_plan, class 22.';
