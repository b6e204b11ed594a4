create function relay.dead_letter(p_hotel_id bigint, p_seq bigint, p_channel text, p_error text) returns void
language sql volatile security definer set search_path = ''
as $$
    insert into hotel.dead_letter as d (hotel_id, seq, channel, error, at)
    values (p_hotel_id, p_seq, p_channel, left(p_error, 500), hotel.clock())
    on conflict (hotel_id, seq, channel) do update
        set error = excluded.error, at = excluded.at;
$$;
comment on function relay.dead_letter(bigint, bigint, text, text) is
'Records a message that the provider refused for what it is, with the reason; the events behind it go on.';
grant execute on function relay.dead_letter(bigint, bigint, text, text) to hotelmate_listener;
