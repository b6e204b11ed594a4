create function app.ask_provider(p_hotel_id bigint, p_finding app.finding) returns boolean
language plpgsql volatile set search_path = ''
as $$
begin
    -- A time of payment is never invented: the provider knows it.
    insert into hotel.payment_command (hotel_id, payment_id, booking_id, kind, amount_minor, currency)
    select p.hotel_id, p.id, p.booking_id, 'VERIFY', 0, p.currency
    from hotel.payment as p
    inner join hotel.booking as b on p.hotel_id = b.hotel_id and p.booking_id = b.id
    where
        p.hotel_id = p_hotel_id
        and p.provider = 'stripe'
        and p_finding.check_code in ('payment_status', 'provider_ledger', 'booking_facts')
        and p_finding.entity_id in (b.number, p.reference)
    order by p.id
    on conflict (hotel_id, payment_id, kind) where status = 'PENDING' do nothing;
    return found;
end;
$$;
comment on function app.ask_provider(bigint, app.finding) is
'Queues a VERIFY for the payments a finding is about, once; whether one was queued. Its answer enters what the provider knows.';
