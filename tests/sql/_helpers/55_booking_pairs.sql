-- The exhaustive walk over booking statuses: which pairs there are, whether a row lists them, the statement that takes the step.

create function test.booking_pairs() returns table (from_status text, to_status text)
language sql stable set search_path = ''
as $$
    select f.status, t.status::text
    from (select 'new' as status union all select s.status::text from unnest(enum_range(null::hotel.booking_status)) as s (status)) as f
    cross join unnest(enum_range(null::hotel.booking_status)) as t (status)
    where f.status <> t.status::text
    order by f.status, t.status;
$$;
comment on function test.booking_pairs() is 'Every pair of different booking statuses, with new as a status to come from.';

create function test.is_listed(p_from text, p_to text, p_action text default null) returns boolean
language sql stable security definer set search_path = ''
as $$
    select exists (
        select from hotel.booking_transition as t
        where
            t.from_status is not distinct from nullif(p_from, 'new')::hotel.booking_status and t.to_status::text = p_to
            and case when p_action is null then t.action <> 'import' else t.action = p_action end
    );
$$;
comment on function test.is_listed(text, text, text) is 'Whether a row lists this step of a booking, for an action or for a hand (which may all but import).';

create function test.booking_statuses() returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_now timestamptz := hotel.clock();
    v_status text;
begin
    -- Free of charge, so that no payment time stands in the way of a status: the machine alone decides.
    perform test.at(v_now - interval '2 days');
    foreach v_status in array array['NO_SHOW', 'EXPIRED']
    loop
        perform test.staff_booking(v_status, p_terms => 'PREPAID', p_total_minor => 0);
    end loop;
    perform test.act('approve_booking', 'NO_SHOW');
    perform test.hold('CANCELLED_DRAFT');
    perform test.at(v_now);
    perform test.act('mark_no_show', 'NO_SHOW');
    perform jobs.expire_approvals(test.hotel_id()), jobs.lapse_holds(test.hotel_id());
    perform test.commit();

    perform test.hold('PENDING_PAYMENT');
    foreach v_status in array array['PENDING_APPROVAL', 'CONFIRMED', 'DECLINED', 'CANCELLED', 'COMPLETED', 'IN_HOUSE']
    loop
        perform test.staff_booking(v_status, p_terms => 'PREPAID', p_total_minor => 0);
    end loop;
    perform test.act('decline_booking', 'DECLINED');
    perform test.act('approve_booking', s.status) from unnest(array['CONFIRMED', 'CANCELLED', 'COMPLETED', 'IN_HOUSE']) as s (status);
    perform test.act('cancel_booking', 'CANCELLED');
    perform test.act('assign_room', 'COMPLETED', format('p_room_id => %s', test.room_id(101)));
    perform test.act('assign_room', 'IN_HOUSE', format('p_room_id => %s', test.room_id(102)));
    perform test.act('check_in', s.status) from unnest(array['COMPLETED', 'IN_HOUSE']) as s (status);
    perform test.act('check_out', 'COMPLETED');
    if exists (
        select from unnest(enum_range(null::hotel.booking_status)) as s (status) where test.status(s.status::text) is distinct from s.status::text
    ) then
        raise exception 'fixture: a booking is not what it is called';
    end if;
end;
$$;
comment on function test.booking_statuses() is
'One booking in each status, named after it, and one IN_HOUSE in room 102; brought there by the public functions and jobs.';

create function test.columns_of(p_status text) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object(
        'status', p_status,
        'total_minor', 0,
        'expires_at', hotel.clock(),
        'approval_deadline_at', hotel.clock(),
        'decision_at', case when p_status = 'DECLINED' then hotel.clock() end,
        'decision_by', case when p_status = 'DECLINED' then 'x' end,
        'decision_by_staff_id', null,
        'decline_reason_code', case when p_status = 'DECLINED' then 'X' end,
        'expired_at', case when p_status = 'EXPIRED' then hotel.clock() end,
        'auto_expire_reason_code', case when p_status = 'EXPIRED' then 'APPROVAL_TIMEOUT' end,
        'cancelled_at', case when p_status = 'CANCELLED' then hotel.clock() end,
        'cancellation_reason', case when p_status = 'CANCELLED' then 'x' end,
        'cancellation_fee_minor', case when p_status = 'CANCELLED' then 0 end,
        'no_show_at', case when p_status = 'NO_SHOW' then hotel.clock() end,
        'no_show_fee_minor', case when p_status = 'NO_SHOW' then 0 end,
        'checked_in_at', case when p_status = 'COMPLETED' then hotel.clock() end,
        'checked_out_at', case when p_status = 'COMPLETED' then hotel.clock() end,
        'departed_on', case when p_status = 'COMPLETED' then test.today() end
    );
$$;
comment on function test.columns_of(text) is 'Every column that depends on the status, as it is in a consistent booking of that status.';

create function test.booking_step(p_from text, p_to text) returns text
language sql stable set search_path = ''
as $$
    select case
        when p_from = 'new' then format('select test.insert_booking(''CONFIRMED'', %L);', test.columns_of(p_to)) || case
            -- Who has departed was in a room.
            when p_to = 'COMPLETED' then format(
                'select test.insert_claim(''raw'', 110, %L)',
                jsonb_build_object(
                    'is_open', false, 'closed_at', hotel.clock(), 'occupied_from', hotel.clock(), 'occupied_until', hotel.clock()
                )
            )
            else ''
        end
        -- A day later nobody is expected any more, and nothing may be decided.
        else case when p_to in ('NO_SHOW', 'EXPIRED') then 'select test.at(hotel.clock() + interval ''1 day'');' else '' end || format(
            'update hotel.booking set %s where promo_code = %L;',
            (select string_agg(format('%I = %L', c.key, c.value), ', ') from jsonb_each_text(test.columns_of(p_to)) as c),
            -- Only a guest in house departs, and leaves the room behind.
            case when (p_from, p_to) = ('CONFIRMED', 'COMPLETED') then 'IN_HOUSE' else p_from end
        ) || case
            when (p_from, p_to) = ('CONFIRMED', 'COMPLETED') then 'update hotel.room set room_status = ''CHECKOUT_DIRTY'' where id = test.room_id(102)'
            else ''
        end
    end;
$$;
comment on function test.booking_step(text, text) is 'The statements that take the booking named like its status to another status, consistent in every column, at a time when that is possible.';
