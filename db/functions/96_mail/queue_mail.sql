create function app.queue_mail(p_hotel_id bigint, p_booking_id bigint, p_kind hotel.mail_kind) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    insert into hotel.mail (hotel_id, booking_id, kind)
    values (p_hotel_id, p_booking_id, p_kind)
    on conflict do nothing;
end;
$$;
comment on function app.queue_mail(bigint, bigint, hotel.mail_kind) is
'Has the listener write to the guest of a booking, once a kind; a pre-check-in link as often as it is asked for, one at a time.';
