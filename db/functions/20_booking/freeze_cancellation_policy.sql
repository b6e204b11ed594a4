-- A plan that is not refundable and names no policy is one itself: the full stay.

create function app.freeze_cancellation_policy(p_hotel_id bigint, p_policy_id bigint, p_plan hotel.rate_plan default null) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select case
            when c.id is not null then jsonb_build_object(
                'code', c.code, 'name', c.name, 'template_type', c.template_type, 'free_until_hours', c.free_until_hours,
                'penalty_type', c.penalty_type, 'penalty_amount_minor', c.penalty_amount_minor,
                'penalty_percentage', c.penalty_percentage, 'no_show_penalty_type', c.no_show_penalty_type,
                'check_in_time', l.check_in_time,
                'tiers', coalesce(
                    (
                        select jsonb_agg(to_jsonb(t) - 'hotel_id' - 'policy_id' order by t.hours_before_checkin)
                        from hotel.cancellation_policy_tier as t
                        where t.hotel_id = c.hotel_id and t.policy_id = c.id
                    ),
                    '[]'
                )
            )
            when not p_plan.is_refundable then jsonb_build_object(
                'code', p_plan.code, 'name', p_plan.name, 'template_type', 'NON_REFUNDABLE', 'free_until_hours', 0,
                'penalty_type', 'FULL_STAY', 'penalty_amount_minor', null, 'penalty_percentage', null,
                'no_show_penalty_type', 'FULL_STAY', 'check_in_time', l.check_in_time, 'tiers', '[]'::jsonb
            )
        end
        from hotel.hotel_policy as l
        left join hotel.cancellation_policy as c on l.hotel_id = c.hotel_id and c.id = p_policy_id
        where l.hotel_id = p_hotel_id
    );
end;
$$;
comment on function app.freeze_cancellation_policy(bigint, bigint, hotel.rate_plan) is
'A cancellation policy as it stands now, with its tiers and the hotel''s check-in time, to be frozen onto a booking; without one, that of a rate plan which is not refundable; else null.';
