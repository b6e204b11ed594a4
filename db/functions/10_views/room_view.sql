-- One room as staff clients read it: the complete snapshot that HTTP and every rooms event carry. The client replaces its
-- room by this, so a field left out would be blanked on screen.

create view app.room_view with (security_invoker = true) as
select
    r.hotel_id,
    r.hotel_id as hotel,
    r.id,
    x.hotel_name,
    x.hotel_slug,
    r.room_number,
    r.room_type_id as room_type,
    x.name as room_type_name,
    json_build_object(
        'id', r.room_type_id, 'code', x.code, 'name', x.name, 'max_occupancy', x.max_occupancy, 'capacity', x.max_occupancy,
        'starting_price_from', x.price, 'base_rate', x.price
    ) as room_type_info,
    x.max_occupancy,
    x.price as current_price,
    r.room_status,
    initcap(replace(r.room_status::text, '_', ' ')) as room_status_display,
    x.booking_id is not null as is_occupied,
    r.is_active and r.room_status = 'READY_FOR_GUEST' as is_bookable,
    r.is_active,
    r.is_out_of_order,
    r.maintenance_required,
    r.maintenance_priority,
    r.maintenance_notes,
    r.turnover_notes,
    r.last_cleaned_at,
    r.cleaned_by_staff_id as cleaned_by_staff,
    (select s.first_name || ' ' || s.last_name from hotel.staff as s where s.hotel_id = r.hotel_id and s.id = r.cleaned_by_staff_id)
        as cleaned_by_staff_name,
    r.last_inspected_at,
    r.inspected_by_staff_id as inspected_by_staff,
    (select s.first_name || ' ' || s.last_name from hotel.staff as s where s.hotel_id = r.hotel_id and s.id = r.inspected_by_staff_id)
        as inspected_by_staff_name,
    x.number as current_booking_id,
    x.occupied_from as check_in_time,
    x.guests_in_room,
    x.primary_guest,
    x.companions,
    x.walkins,
    x.current_occupancy,
    r.created_at,
    r.updated_at,
    r.updated_at as last_updated
from hotel.room as r
cross join
    lateral (
        select
            h.name as hotel_name, h.slug as hotel_slug,
            t.code, t.name, t.max_occupancy, hotel.money_text(t.starting_price_minor) as price,
            c.booking_id, c.occupied_from,
            (select b.number from hotel.booking as b where b.hotel_id = c.hotel_id and b.id = c.booking_id) as number,
            g.*
        from hotel.hotel as h
        inner join hotel.room_type as t on h.hotel_id = t.hotel_id and r.room_type_id = t.id
        left join hotel.room_claim as c
            on h.hotel_id = c.hotel_id and r.id = c.room_id and c.occupied_from is not null and c.occupied_until is null
        cross join
            lateral (
                select
                    count(*) as current_occupancy,
                    coalesce(json_agg(j.guest), '[]') as guests_in_room,
                    (json_agg(j.guest) filter (where j.guest_type = 'PRIMARY')) -> 0 as primary_guest,
                    coalesce(json_agg(j.guest) filter (where j.guest_type = 'COMPANION'), '[]') as companions,
                    coalesce(json_agg(j.guest) filter (where j.guest_type = 'WALKIN'), '[]') as walkins
                from (
                    select
                        i.guest_type,
                        json_build_object(
                            'id', i.id, 'first_name', q.first_name, 'last_name', q.last_name,
                            'full_name', btrim(q.first_name || ' ' || q.last_name), 'guest_type', i.guest_type,
                            'check_in_date', i.check_in_date, 'check_out_date', i.check_out_date
                        ) as guest
                    from hotel.in_house_guest as i
                    inner join hotel.person as q on i.hotel_id = q.hotel_id and i.person_id = q.id
                    where i.hotel_id = r.hotel_id and i.room_id = r.id
                    order by i.id
                ) as j
            ) as g
        where h.hotel_id = r.hotel_id
        offset 0  -- noqa: AM09, see app.booking_view
    ) as x;

comment on view app.room_view is 'Rooms as staff clients read them: turnover, flags, guests. is_occupied and is_bookable are derived.';
