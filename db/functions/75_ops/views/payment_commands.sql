create function ops.find_payment_commands()
returns table (
    hotel text, booking_id text, kind hotel.command_kind, amount text, decision text, attempts int, next_attempt_at timestamptz, last_error text,
    created_at timestamptz
)
language sql stable security definer set search_path = ''
as $$
    select
        h.slug, b.number, c.kind, hotel.money_text(c.amount_minor) || ' ' || c.currency, c.decision, c.attempts, c.next_attempt_at, c.last_error,
        c.created_at
    from hotel.operator_hotels() as o (hotel_id)
    inner join hotel.hotel as h on o.hotel_id = h.hotel_id
    inner join hotel.payment_command as c on h.hotel_id = c.hotel_id and c.status = 'PENDING'
    inner join hotel.booking as b on c.hotel_id = b.hotel_id and c.booking_id = b.id
    order by c.created_at, h.slug;
$$;
comment on function ops.find_payment_commands() is 'What ops.payment_commands shows: at the hotels the caller may work on.';
grant execute on function ops.find_payment_commands() to hotelmate_operator;

create view ops.payment_commands as select f.* from ops.find_payment_commands() as f;
comment on view ops.payment_commands is 'What the payment provider is being asked to do, the oldest first, and what it said last.';
grant select on ops.payment_commands to hotelmate_operator;
