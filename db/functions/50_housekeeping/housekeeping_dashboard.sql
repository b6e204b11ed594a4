create function api.housekeeping_dashboard(p_hotel text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'housekeeping_dashboard', 'housekeeping.dashboard.read', p_note => p_note);
begin
    return (
        select jsonb_build_object(
            'counts', coalesce(jsonb_object_agg(s.room_status, s.count), '{}'),
            'rooms_by_status', coalesce(jsonb_object_agg(s.room_status, s.rooms), '{}'),
            'total_rooms', coalesce(sum(s.count), 0)
        )
        from (
            select
                v.room_status,
                count(*) as count,
                jsonb_agg(
                    jsonb_build_object(
                        'id', v.id, 'room_number', v.room_number, 'room_type', v.room_type_name, 'room_type_name', v.room_type_name,
                        'room_status', v.room_status, 'room_status_display', v.room_status_display, 'is_occupied', v.is_occupied,
                        'maintenance_required', v.maintenance_required, 'is_out_of_order', v.is_out_of_order,
                        'last_cleaned_at', v.last_cleaned_at, 'last_inspected_at', v.last_inspected_at,
                        'cleaned_by_staff_name', v.cleaned_by_staff_name, 'inspected_by_staff_name', v.inspected_by_staff_name
                    ) order by v.room_number
                ) as rooms
            from app.room_view as v
            where v.hotel_id = v_caller.hotel_id and v.is_active
            group by v.room_status
        ) as s
    ) || jsonb_build_object(
        'my_open_tasks', app.open_tasks_json(v_caller.hotel_id, v_caller.staff_id),
        'open_tasks', case
            when app.has_capability(v_caller, 'housekeeping.task.assign') then app.open_tasks_json(v_caller.hotel_id, null)
            else '[]'::jsonb
        end
    );
end;
$$;
comment on function api.housekeeping_dashboard(text, text, text) is
'{counts, rooms_by_status, my_open_tasks, open_tasks, total_rooms} of the active rooms. Errors: RVAUT, RVDNY.';
grant execute on function api.housekeeping_dashboard(text, text, text) to hotelmate_api, hotelmate_operator;

create function app.open_tasks_json(p_hotel_id bigint, p_staff_id bigint) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select coalesce(jsonb_agg(to_jsonb(t) - 'hotel_id' order by t.created_at, t.id), '[]')
        from (
            select v.* from app.task_view as v
            where v.hotel_id = p_hotel_id and v.status in ('OPEN', 'IN_PROGRESS') and (p_staff_id is null or v.assigned_to = p_staff_id)
            order by v.created_at, v.id
            limit 20
        ) as t
    );
end;
$$;
comment on function app.open_tasks_json(bigint, bigint) is 'The twenty oldest open tasks of a hotel, or of one member of staff.';
