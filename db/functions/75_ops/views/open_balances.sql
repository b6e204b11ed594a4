create function ops.find_open_balances()
returns table (
    hotel text, booking_id text, status hotel.booking_status, guest text, check_in date, check_out date, to_pay text, to_give_back text,
    note text
)
language sql stable security definer set search_path = ''
as $$
    select
        h.slug, b.number, b.status, v.guest_name, b.check_in, b.check_out, hotel.money_text(greatest(m.balance_minor, 0)) || ' ' || b.currency,
        hotel.money_text(m.refund_due_minor) || ' ' || b.currency, coalesce(b.open_balance_note, b.cancellation_reason)
    from hotel.operator_hotels() as o (hotel_id)
    inner join hotel.hotel as h on o.hotel_id = h.hotel_id
    inner join app.booking_balance as m
        on h.hotel_id = m.hotel_id and (m.balance_minor > 0 or m.refund_due_minor > 0)
    inner join hotel.booking as b
        on
            m.hotel_id = b.hotel_id and m.booking_id = b.id
            and (m.refund_due_minor > 0 or b.status in ('CANCELLED', 'NO_SHOW', 'COMPLETED'))
    -- Who was erased is asked for nothing any more.
    inner join hotel.person as k on b.hotel_id = k.hotel_id and b.booker_person_id = k.id and k.erased_at is null
    -- Looked up one by one: joined, the planner reads all the bookings a hotel ever had.
    cross join lateral (select v.* from app.booking_view as v where v.hotel_id = b.hotel_id and v.id = b.id order by v.id limit 1) as v
    order by m.refund_due_minor = 0, h.slug, b.check_out desc, b.number;
$$;
comment on function ops.find_open_balances() is 'What ops.open_balances shows: at the hotels the caller may work on. It reads all that was ever booked and paid there.';
grant execute on function ops.find_open_balances() to hotelmate_operator;

create view ops.open_balances as select f.* from ops.find_open_balances() as f;
comment on view ops.open_balances is
'Accounts for the desk to settle, those of its guests first: what is due to go back there (to_give_back), then what ended bookings have not paid of their stay or fee (to_pay), the latest first. What the provider owes is on its way by itself.';
grant select on ops.open_balances to hotelmate_operator;
