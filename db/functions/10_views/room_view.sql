-- One room as staff clients read it: the complete snapshot that HTTP and every rooms event carry. The client replaces its
-- room by this, so a field left out would be blanked on screen.

create view app.room_view with (security_invoker = true) as
select
    r.hotel_id,
    r.hotel_id as hotel,
    r.id,
    h.name as hotel_name,
    h.slug as hotel_slug,
    r.room_number,
    t.id as room_type,
    t.name as room_type_name,
    json_build_object(
        'id', t.id, 'code', t.code, 'name', t.name, 'max_occupancy', t.max_occupancy, 'capacity', t.max_occupancy,
        'starting_price_from', hotel.money_text(t.starting_price_minor), 'base_rate', hotel.money_text(t.starting_price_minor)
    ) as room_type_info,
    t.max_occupancy,
    hotel.money_text(t.starting_price_minor) as current_price,
    r.room_status,
    initcap(replace(r.room_status::text, '_', ' ')) as room_status_display,
    c.booking_id is not null as is_occupied,
    r.is_active and r.room_status = 'READY_FOR_GUEST' as is_bookable,
    r.is_active,
    r.is_out_of_order,
    r.maintenance_required,
    r.maintenance_priority,
    r.maintenance_notes,
    r.turnover_notes,
    r.last_cleaned_at,
    r.cleaned_by_staff_id as cleaned_by_staff,
    sc.first_name || ' ' || sc.last_name as cleaned_by_staff_name,
    r.last_inspected_at,
    r.inspected_by_staff_id as inspected_by_staff,
    si.first_name || ' ' || si.last_name as inspected_by_staff_name,
    b.number as current_booking_id,
    c.occupied_from as check_in_time,
    g.guests_in_room,
    g.primary_guest,
    g.companions,
    g.walkins,
    g.current_occupancy,
    r.created_at,
    r.updated_at,
    r.updated_at as last_updated
from hotel.room as r
inner join hotel.hotel as h on r.hotel_id = h.hotel_id
inner join hotel.room_type as t on r.hotel_id = t.hotel_id and r.room_type_id = t.id
left join hotel.room_claim as c
    on r.hotel_id = c.hotel_id and r.id = c.room_id and c.occupied_from is not null and c.occupied_until is null
left join hotel.booking as b on c.hotel_id = b.hotel_id and c.booking_id = b.id
left join hotel.staff as sc on r.hotel_id = sc.hotel_id and r.cleaned_by_staff_id = sc.id
left join hotel.staff as si on r.hotel_id = si.hotel_id and r.inspected_by_staff_id = si.id
cross join lateral (
    select
        count(*) as current_occupancy,
        coalesce(json_agg(j.guest order by i.id), '[]') as guests_in_room,
        (json_agg(j.guest order by i.id) filter (where i.guest_type = 'PRIMARY')) -> 0 as primary_guest,
        coalesce(json_agg(j.guest order by i.id) filter (where i.guest_type = 'COMPANION'), '[]') as companions,
        coalesce(json_agg(j.guest order by i.id) filter (where i.guest_type = 'WALKIN'), '[]') as walkins
    from hotel.in_house_guest as i
    inner join hotel.person as q on i.hotel_id = q.hotel_id and i.person_id = q.id
    cross join
        lateral (
            select json_build_object(
                'id', i.id, 'first_name', q.first_name, 'last_name', q.last_name,
                'full_name', btrim(q.first_name || ' ' || q.last_name), 'guest_type', i.guest_type,
                'check_in_date', i.check_in_date, 'check_out_date', i.check_out_date
            ) as guest
        ) as j
    where i.hotel_id = r.hotel_id and i.room_id = r.id
) as g;

comment on view app.room_view is 'Rooms as staff clients read them: turnover, flags, guests. is_occupied and is_bookable are derived.';
