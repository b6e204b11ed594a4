create view app.task_view with (security_invoker = true) as
select
    k.hotel_id,
    k.hotel_id as hotel,
    k.id,
    h.name as hotel_name,
    k.room_id as room,
    r.room_number,
    t.name as room_type_name,
    k.booking_id as booking,
    b.number as booking_id,
    k.task_type,
    initcap(replace(k.task_type::text, '_', ' ')) as task_type_display,
    k.status,
    initcap(replace(k.status::text, '_', ' ')) as status_display,
    k.priority,
    initcap(k.priority::text) as priority_display,
    k.assigned_to_staff_id as assigned_to,
    sa.first_name || ' ' || sa.last_name as assigned_to_name,
    k.note,
    k.created_by_staff_id as created_by,
    sc.first_name || ' ' || sc.last_name as created_by_name,
    k.created_at,
    k.started_at,
    k.completed_at,
    k.created_at + make_interval(hours => case k.priority when 'HIGH' then 2 when 'MED' then 4 else 8 end) as due_at,
    k.status in ('OPEN', 'IN_PROGRESS')
    and hotel.clock() > k.created_at + make_interval(hours => case k.priority when 'HIGH' then 2 when 'MED' then 4 else 8 end) as is_overdue
from hotel.housekeeping_task as k
inner join hotel.hotel as h on k.hotel_id = h.hotel_id
inner join hotel.room as r on k.hotel_id = r.hotel_id and k.room_id = r.id
inner join hotel.room_type as t on r.hotel_id = t.hotel_id and r.room_type_id = t.id
left join hotel.booking as b on k.hotel_id = b.hotel_id and k.booking_id = b.id
left join hotel.staff as sa on k.hotel_id = sa.hotel_id and k.assigned_to_staff_id = sa.id
left join hotel.staff as sc on k.hotel_id = sc.hotel_id and k.created_by_staff_id = sc.id;

comment on view app.task_view is 'Housekeeping tasks as staff read them; due 2, 4 or 8 hours after their creation by priority HIGH, MED or LOW.';
