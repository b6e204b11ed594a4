-- One overstay incident as the staff-overstays channel carries it.

create view app.overstay_view with (security_invoker = true) as
select
    i.hotel_id,
    i.id,
    h.slug as hotel_slug,
    b.number as booking_id,
    r.room_number,
    q.first_name || ' ' || q.last_name as guest_name,
    i.status,
    i.severity,
    i.expected_checkout_date,
    i.detected_at,
    i.acknowledged_at,
    i.acknowledged_by,
    i.acknowledged_note,
    i.dismissed_at is not null as dismissed,
    i.dismissed_at,
    i.dismissed_reason,
    i.resolved_at,
    i.resolution_note
from hotel.overstay_incident as i
inner join hotel.hotel as h on i.hotel_id = h.hotel_id
inner join hotel.booking as b on i.hotel_id = b.hotel_id and i.booking_id = b.id
inner join hotel.party_member as m on b.hotel_id = m.hotel_id and b.id = m.booking_id and m.role = 'PRIMARY'
inner join hotel.person as q on m.hotel_id = q.hotel_id and m.person_id = q.id
left join lateral (
    select c.room_id
    from hotel.room_claim as c
    where c.hotel_id = i.hotel_id and c.booking_id = i.booking_id and c.occupied_from is not null
    order by c.id desc
    limit 1
) as c on true
left join hotel.room as r on i.hotel_id = r.hotel_id and c.room_id = r.id;

comment on view app.overstay_view is 'Overstay incidents as staff clients read them.';
