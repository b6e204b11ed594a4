-- The exhaustive walk over room statuses.

create function test.room_pairs() returns table (from_status text, to_status text)
language sql stable set search_path = ''
as $$
    select f.status, t.status::text
    from (select 'new' as status union all select s.status::text from unnest(enum_range(null::hotel.room_status)) as s (status)) as f
    cross join unnest(enum_range(null::hotel.room_status)) as t (status)
    where f.status <> t.status::text
    order by f.status, t.status;
$$;
comment on function test.room_pairs() is 'Every pair of different room statuses, with new as a status to come from.';

create function test.is_listed_room(p_from text, p_to text, p_action text default null) returns boolean
language sql stable security definer set search_path = ''
as $$
    select case
        -- A room may enter service in any turnover, but nobody is in it yet.
        when p_from = 'new' then p_to <> 'OCCUPIED'
        else exists (
            select from hotel.room_transition as t
            where t.from_status::text = p_from and t.to_status::text = p_to and (p_action is null or t.action = p_action)
        )
    end;
$$;
comment on function test.is_listed_room(text, text, text) is 'Whether a row lists this step of a room, for an action or for a hand.';

create function test.room_of(p_status text) returns int
language sql immutable set search_path = ''
as $$
    select 100 + array_position(
        array[
            'OCCUPIED', 'CHECKOUT_DIRTY', 'CLEANING_IN_PROGRESS', 'CLEANED_UNINSPECTED', 'MAINTENANCE_REQUIRED', 'OUT_OF_ORDER', 'READY_FOR_GUEST'
        ],
        p_status
    );
$$;
comment on function test.room_of(text) is 'Number of the room that test.room_statuses brings into a status.';

create function test.room_statuses() returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_status text;
begin
    foreach v_status in array enum_range(null::hotel.room_status)::text[]
    loop
        perform test.assigned('for_' || v_status, test.room_of(v_status));
        if v_status = 'OCCUPIED' then
            perform test.act('check_in', 'for_' || v_status);
        else
            perform test.put_room(test.room_of(v_status), v_status::hotel.room_status);
        end if;
        if (test.room(test.room_of(v_status))).room_status::text <> v_status then
            raise exception 'fixture: room % is not %', test.room_of(v_status), v_status;
        end if;
    end loop;
end;
$$;
comment on function test.room_statuses() is 'One room in each status, each with a booking that is assigned to it, in house where it is OCCUPIED.';

create function test.room_step(p_from text, p_to text) returns text
language sql stable set search_path = ''
as $$
    select case
        when p_from = 'new' then format(
            'insert into hotel.room (hotel_id, room_number, room_type_id, room_status) values (%s, 999, %s, %L)', test.hotel_id(), test.type_id('DBL'), p_to
        )
        else format('update hotel.room set room_status = %L where id = %s;', p_to, test.room_id(test.room_of(p_from))) || case
            when p_to = 'OCCUPIED' then format(
                'update hotel.booking set checked_in_at = hotel.clock() where promo_code = %1$L;'
                || 'update hotel.room_claim set occupied_from = hotel.clock() where booking_id = test.id(%1$L)', 'for_' || p_from
            )
            when p_from = 'OCCUPIED' then format(
                'update hotel.booking set checked_in_at = null where promo_code = %1$L;'
                || 'update hotel.room_claim set is_open = false, closed_at = hotel.clock(), occupied_until = hotel.clock()'
                || ' where booking_id = test.id(%1$L)', 'for_' || p_from
            )
            else ''
        end
    end;
$$;
comment on function test.room_step(text, text) is 'The statements that take the room in a status to another: a guest moves in or out where that is what it means.';
