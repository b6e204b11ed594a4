-- What a cancellation or a no-show costs, by the policy frozen onto the booking. Hours are counted to the hotel's own
-- check-in time in the hotel's own zone.

create function app.penalty_minor(p_booking hotel.booking, p_type text, p_percentage numeric, p_amount bigint) returns bigint
language plpgsql stable set search_path = ''
as $$
begin
    return least(
        case p_type
            when 'FULL_STAY' then p_booking.total_minor
            when 'FIRST_NIGHT' then round(p_booking.total_minor::numeric / app.priced_nights(p_booking))::bigint
            when 'PERCENTAGE' then round(p_booking.total_minor * p_percentage / 100)::bigint
            when 'FIXED' then p_amount
            else 0
        end,
        p_booking.total_minor
    );
end;
$$;
comment on function app.penalty_minor(hotel.booking, text, numeric, bigint) is 'A penalty in minor units, half up, capped at the total.';

create function app.cancellation_fee(p_booking hotel.booking, p_at timestamptz, out fee_minor bigint, out applied_rule text)
language plpgsql stable set search_path = ''
as $$
declare
    v_policy jsonb := p_booking.cancellation_policy;
    v_template text := v_policy ->> 'template_type';
    v_hours numeric;
    v_tier jsonb;
begin
    -- Withdrawing before approval is free.
    if p_booking.status in ('PENDING_PAYMENT', 'PENDING_APPROVAL') then
        fee_minor := 0;
        applied_rule := 'BEFORE_APPROVAL';
        return;
    elsif v_policy is null then
        fee_minor := 0;
        applied_rule := 'DEFAULT_MODE';
        return;
    end if;

    select greatest(
        extract(
            epoch from hotel.local_instant(p_booking.check_in, (v_policy ->> 'check_in_time')::time, h.timezone) - p_at
        ) / 3600, 0
    )
    into v_hours
    from hotel.hotel as h
    where h.hotel_id = p_booking.hotel_id;

    if v_template = 'CUSTOM' then
        select t.tier into v_tier
        from jsonb_array_elements(v_policy -> 'tiers') as t (tier)
        order by
            (t.tier ->> 'hours_before_checkin')::int <= v_hours desc,
            case when (t.tier ->> 'hours_before_checkin')::int <= v_hours then -(t.tier ->> 'hours_before_checkin')::int
                else (t.tier ->> 'hours_before_checkin')::int end
        limit 1;
        if v_tier is null then
            fee_minor := 0;
            applied_rule := 'CUSTOM_NO_TIERS';
        else
            fee_minor := app.penalty_minor(
                p_booking, v_tier ->> 'penalty_type', (v_tier ->> 'penalty_percentage')::numeric, (v_tier ->> 'penalty_amount_minor')::bigint
            );
            applied_rule := 'CUSTOM_TIER_' || (v_tier ->> 'hours_before_checkin');
        end if;
    elsif v_template <> 'NON_REFUNDABLE' and v_hours >= (v_policy ->> 'free_until_hours')::int then
        fee_minor := 0;
        applied_rule := v_template || '_FREE';
    else
        fee_minor := app.penalty_minor(
            p_booking, v_policy ->> 'penalty_type', (v_policy ->> 'penalty_percentage')::numeric, (v_policy ->> 'penalty_amount_minor')::bigint
        );
        applied_rule := v_template || '_PENALTY';
    end if;
end;
$$;
comment on function app.cancellation_fee(hotel.booking, timestamptz) is
'Fee in minor units and the rule that set it, for a cancellation at p_at: BEFORE_APPROVAL, DEFAULT_MODE, {TEMPLATE}_FREE, {TEMPLATE}_PENALTY, CUSTOM_TIER_{hours}, CUSTOM_NO_TIERS.';

create function app.no_show_fee(p_booking hotel.booking) returns bigint
language plpgsql stable set search_path = ''
as $$
begin
    return case coalesce(p_booking.cancellation_policy ->> 'no_show_penalty_type', 'FULL_STAY')
        when 'FULL_STAY' then p_booking.total_minor
        when 'FIRST_NIGHT' then app.penalty_minor(p_booking, 'FIRST_NIGHT', null, null)
        else (app.cancellation_fee(p_booking, hotel.clock())).fee_minor
    end;
end;
$$;
comment on function app.no_show_fee(hotel.booking) is 'What a no-show costs in minor units; without a policy the full stay.';
