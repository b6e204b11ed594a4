-- One booking as its guest may see it: no staff, no notes, no other guests' addresses, never a token.

create view app.guest_booking_view with (security_invoker = true) as
select
    b.hotel_id,
    b.id,
    b.number as booking_id,
    b.confirmation_number,
    b.status,
    x.name as hotel_name,
    x.phone as hotel_phone,
    json_build_object('name', x.name, 'slug', x.slug, 'phone', x.phone, 'email', x.email) as hotel,
    b.check_in,
    b.check_out,
    b.check_out - b.check_in as nights,
    json_build_object('check_in', b.check_in, 'check_out', b.check_out, 'nights', b.check_out - b.check_in) as dates,
    json_build_object('adults', b.adults, 'children', b.children, 'total', b.adults + b.children) as guests,
    b.adults + b.children as party_size,
    x.room_type,
    hotel.money_text(b.total_minor) as total_amount,
    b.currency,
    b.status = 'PENDING_PAYMENT' as payment_required,
    b.expires_at,
    x.guest_name,
    case when b.status = 'CONFIRMED' then coalesce(b.decision_at, b.paid_at, b.created_at) end as confirmed_at,
    b.cancelled_at,
    b.cancellation_reason,
    b.checked_in_at,
    b.checked_out_at,
    b.created_at,
    x.room_number
from hotel.booking as b
cross join
    lateral (
        select
            h.name, h.phone, h.slug, h.email, t.name as room_type, q.first_name || ' ' || q.last_name as guest_name,
            (
                select r.room_number
                from hotel.room_claim as c
                inner join hotel.room as r on c.hotel_id = r.hotel_id and c.room_id = r.id
                where
                    c.hotel_id = b.hotel_id and c.booking_id = b.id
                    and (c.is_open or (b.checked_out_at is not null and c.occupied_from is not null))
                order by c.id desc
                limit 1
            ) as room_number
        from hotel.hotel as h
        inner join hotel.room_type as t on h.hotel_id = t.hotel_id and b.room_type_id = t.id
        inner join hotel.party_member as m on h.hotel_id = m.hotel_id and b.id = m.booking_id and m.role = 'PRIMARY'
        inner join hotel.person as q on m.hotel_id = q.hotel_id and m.person_id = q.id
        where h.hotel_id = b.hotel_id
        offset 0  -- noqa: AM09, see app.booking_view
    ) as x;

comment on view app.guest_booking_view is 'Bookings as their own guests read them, over HTTP and on private-guest-booking channels.';
