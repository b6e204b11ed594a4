create function app.find_rate_plan(p_hotel_id bigint, p_code text) returns hotel.rate_plan
language plpgsql stable set search_path = ''
as $$
declare
    v_plan hotel.rate_plan;
begin
    if p_code is not null then
        select p.* into v_plan from hotel.rate_plan as p where p.hotel_id = p_hotel_id and p.code = p_code and p.is_active;
        if not found then
            raise exception using
                errcode = 'RVNTF', message = format('Rate plan ''%s'' not found', p_code), detail = 'RATE_PLAN_NOT_FOUND',
                hint = 'Use the code of a rate plan that is on sale.';
        end if;
    end if;
    return v_plan;
end;
$$;
comment on function app.find_rate_plan(bigint, text) is 'A rate plan that is on sale, by code; all null for null. Errors: RVNTF RATE_PLAN_NOT_FOUND.';
