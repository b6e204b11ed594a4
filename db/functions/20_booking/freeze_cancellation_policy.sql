create function app.freeze_cancellation_policy(p_hotel_id bigint, p_policy_id bigint) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select jsonb_build_object(
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
        from hotel.cancellation_policy as c
        inner join hotel.hotel_policy as l on c.hotel_id = l.hotel_id
        where c.hotel_id = p_hotel_id and c.id = p_policy_id
    );
end;
$$;
comment on function app.freeze_cancellation_policy(bigint, bigint) is
'A cancellation policy as it stands now, with its tiers and the hotel''s check-in time, to be frozen onto a booking.';
