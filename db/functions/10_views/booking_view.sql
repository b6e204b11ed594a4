-- One booking as staff clients read it: the list row, the detail and every staff event are this one shape.
--
-- What surrounds a booking is joined on its own and meets the booking once: "offset 0" keeps the planner from mixing the two.
-- Mixed, each of ten joins would carry all columns of the booking, and every snapshot would pay for setting that up.

create view app.booking_view with (security_invoker = true) as
select
    b.hotel_id,
    b.id,
    b.number as booking_id,
    b.confirmation_number,
    b.status,
    b.check_in,
    b.check_out,
    b.check_out - b.check_in as nights,
    b.adults,
    b.children,
    x.room_type_code,
    x.room_type_name,
    case
        when b.checked_out_at is not null then 'DEPARTED'
        when b.checked_in_at is not null then 'IN_HOUSE'
        when x.claim_id is not null then 'ASSIGNED'
        else 'RESERVED'
    end as stay_status,
    x.room_number as assigned_room_number,
    x.room_number,
    x.opened_at as room_assigned_at,
    case
        when x.room_id is not null then json_build_object(
            'id', x.room_id, 'room_number', x.room_number, 'room_status', x.room_status,
            'is_occupied', x.occupied_from is not null and x.occupied_until is null,
            'is_active', x.is_active, 'is_out_of_order', x.is_out_of_order,
            'room_type_id', x.room_type_id, 'room_type_name', x.rt_name
        )
    end as room,
    b.checked_in_at,
    b.checked_out_at,
    b.booker_type,
    case
        when b.booker_type = 'COMPANY' then x.company
        else btrim(x.first_name || ' ' || x.last_name)
    end as booker_summary,
    x.email as booker_email,
    json_build_object(
        'type', b.booker_type, 'first_name', x.first_name, 'last_name', x.last_name,
        'company', x.company, 'email', x.email, 'phone', x.phone
    ) as booker,
    x.guest_name,
    x.guest_name as guest_display_name,
    x.guest_name as primary_guest_name,
    x.guest_name as party_primary_full_name,
    x.primary_first_name,
    x.primary_last_name,
    x.primary_email,
    x.primary_phone,
    json_build_object('primary', x.primary_member, 'companions', x.companions, 'total_count', x.total_count) as party,
    x.total_count as party_total_count,
    x.staying = b.adults + b.children as party_complete,
    greatest(b.adults + b.children - x.staying, 0) as party_missing_count,
    case
        when x.staying = b.adults + b.children then 'Complete'
        else format('%s of %s named', x.staying, b.adults + b.children)
    end as party_status_display,
    x.precheckin_submitted_at,
    coalesce(x.special_requests, '') as special_requests,
    coalesce(x.internal_notes, '') as internal_notes,
    b.promo_code,
    hotel.money_text(b.total_minor) as total_amount,
    b.currency,
    b.terms,
    b.expires_at,
    b.payment_authorized_at,
    b.payment_captured_at,
    b.paid_at,
    b.payment_failed_at,
    b.refund_processed_at,
    x.provider as payment_provider,
    coalesce(x.session_reference, x.reference) as payment_reference,
    b.approval_deadline_at,
    x.approval_cutoff_at,
    x.approval_risk_level,
    x.approval_risk_level = 'DUE_SOON' as is_approval_due_soon,
    x.approval_risk_level in ('OVERDUE', 'CRITICAL') as is_approval_overdue,
    case
        when b.status = 'PENDING_APPROVAL' and x.now > b.approval_deadline_at then app.whole_minutes(b.approval_deadline_at, x.now)
        else 0
    end as approval_overdue_minutes,
    case
        when b.status in ('CONFIRMED', 'NO_SHOW', 'COMPLETED') then coalesce(b.decision_at, b.payment_captured_at, b.created_at)
    end as confirmed_at,
    case when b.status = 'PENDING_PAYMENT' then b.created_at end as payment_required_at,
    b.decision_at,
    b.decision_by,
    b.decline_reason_code,
    b.decline_reason_note,
    b.expired_at,
    b.auto_expire_reason_code,
    b.cancelled_at,
    b.cancellation_reason,
    hotel.money_text(b.cancellation_fee_minor) as cancellation_fee,
    b.no_show_at,
    hotel.money_text(b.no_show_fee_minor) as no_show_fee,
    x.checkout_deadline_at,
    x.overstay_risk_level,
    x.overstay_risk_level in ('OVERDUE', 'CRITICAL') as is_overstay,
    case
        when x.overstay_risk_level in ('OVERDUE', 'CRITICAL') then app.whole_minutes(x.grace_ends_at, x.now)
        else 0
    end as overstay_minutes,
    b.staff_seen_at,
    b.staff_seen_by_staff_id as staff_seen_by,
    case
        when b.staff_seen_at is not null then json_build_object('id', b.staff_seen_by_staff_id, 'name', b.staff_seen_by)
    end as staff_seen_by_display,
    b.staff_seen_at is null as is_new_for_staff,
    b.created_at,
    b.updated_at
from hotel.booking as b
cross join
    lateral (
        select
            t.code as room_type_code, t.name as room_type_name,
            k.first_name, k.last_name, k.company, k.email, k.phone,
            x.precheckin_submitted_at, x.special_requests, x.internal_notes,
            c.id as claim_id, c.opened_at, c.occupied_from, c.occupied_until,
            r.id as room_id, r.room_number, r.room_status, r.is_active, r.is_out_of_order, r.room_type_id,
            rt.name as rt_name,
            y.provider, y.session_reference, y.reference,
            p.*,
            n.now,
            app.approval_risk_level(b.status, b.approval_deadline_at, n.now) as approval_risk_level,
            case
                when b.status = 'PENDING_APPROVAL'
                    then app.approval_cutoff_at(b.check_in, l, h.timezone, b.approval_deadline_at)
            end as approval_cutoff_at,
            d.checkout_deadline_at,
            app.grace_ends_at(d.checkout_deadline_at, l.late_checkout_grace_minutes) as grace_ends_at,
            app.overstay_risk_level(
                b.checked_in_at is not null and b.checked_out_at is null, d.checkout_deadline_at, l.late_checkout_grace_minutes, n.now
            ) as overstay_risk_level
        from hotel.hotel as h
        inner join hotel.hotel_policy as l on h.hotel_id = l.hotel_id
        inner join hotel.room_type as t on h.hotel_id = t.hotel_id and b.room_type_id = t.id
        inner join hotel.person as k on h.hotel_id = k.hotel_id and b.booker_person_id = k.id
        left join hotel.booking_text as x on h.hotel_id = x.hotel_id and b.id = x.booking_id
        left join lateral (
            select c.*
            from hotel.room_claim as c
            where
                c.hotel_id = b.hotel_id and c.booking_id = b.id
                and (c.is_open or (b.checked_out_at is not null and c.occupied_from is not null))
            order by c.id desc
            limit 1
        ) as c on true
        left join hotel.room as r on c.hotel_id = r.hotel_id and c.room_id = r.id
        left join hotel.room_type as rt on r.hotel_id = rt.hotel_id and r.room_type_id = rt.id
        left join lateral (
            select y.provider, y.reference, y.session_reference
            from hotel.payment as y
            where y.hotel_id = b.hotel_id and y.booking_id = b.id
            order by y.id desc
            limit 1
        ) as y on true
        cross join
            lateral (
                select
                    max(btrim(q.first_name || ' ' || q.last_name)) filter (where m.role = 'PRIMARY') as guest_name,
                    max(q.first_name) filter (where m.role = 'PRIMARY') as primary_first_name,
                    max(q.last_name) filter (where m.role = 'PRIMARY') as primary_last_name,
                    max(q.email) filter (where m.role = 'PRIMARY') as primary_email,
                    max(q.phone) filter (where m.role = 'PRIMARY') as primary_phone,
                    count(*) as total_count,
                    count(*) filter (where m.is_staying) as staying,
                    (json_agg(j.member) filter (where m.role = 'PRIMARY')) -> 0 as primary_member,
                    coalesce(json_agg(j.member order by m.id) filter (where m.role = 'COMPANION'), '[]') as companions
                from hotel.party_member as m
                inner join hotel.person as q on m.hotel_id = q.hotel_id and m.person_id = q.id
                cross join
                    lateral (
                        select json_build_object(
                            'id', m.id, 'role', m.role, 'first_name', q.first_name, 'last_name', q.last_name,
                            'full_name', btrim(q.first_name || ' ' || q.last_name), 'email', q.email, 'phone', q.phone,
                            'is_staying', m.is_staying, 'created_at', m.created_at
                        ) as member
                    ) as j
                where m.hotel_id = b.hotel_id and m.booking_id = b.id
            ) as p
        cross join lateral (select hotel.clock() as now) as n
        cross join
            lateral (
                select app.checkout_deadline_at(b.check_out, l.standard_checkout_time, h.timezone) as checkout_deadline_at
            ) as d
        where h.hotel_id = b.hotel_id
        offset 0  -- noqa: AM09
    ) as x;

comment on view app.booking_view is
'Bookings as staff clients read them. Money as strings with two digits, times as ISO 8601, risk levels as of now.';
