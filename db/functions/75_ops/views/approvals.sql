create function ops.find_approvals()
returns table (
    hotel text, booking_id text, guest text, check_in date, nights int, total text, approval_risk_level text, approval_deadline_at timestamptz,
    expires_at timestamptz, is_new boolean, is_being_decided boolean
)
language sql stable security definer set search_path = ''
as $$
    select
        h.slug, v.booking_id, v.guest_name, b.check_in, v.nights, v.total_amount || ' ' || b.currency, v.approval_risk_level,
        b.approval_deadline_at, v.approval_cutoff_at, v.is_new_for_staff, (app.booking_facts_of(b)).has_pending_decision
    from hotel.operator_hotels() as o (hotel_id)
    inner join hotel.hotel as h on o.hotel_id = h.hotel_id
    inner join hotel.booking as b on h.hotel_id = b.hotel_id and b.status = 'PENDING_APPROVAL'
    -- Looked up one by one: joined, the planner reads all the bookings a hotel ever had.
    cross join lateral (select v.* from app.booking_view as v where v.hotel_id = b.hotel_id and v.id = b.id order by v.id limit 1) as v
    order by b.approval_deadline_at, v.booking_id;
$$;
comment on function ops.find_approvals() is 'What ops.approvals shows: at the hotels the caller may work on.';
grant execute on function ops.find_approvals() to hotelmate_operator;

create view ops.approvals as select f.* from ops.find_approvals() as f;
comment on view ops.approvals is 'Requests that wait for a decision, the most urgent first: OK, DUE_SOON, OVERDUE, CRITICAL; expires_at is when they end undecided.';
grant select on ops.approvals to hotelmate_operator;
