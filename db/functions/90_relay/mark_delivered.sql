create function relay.mark_delivered(p_hotel_id bigint, p_seq bigint) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_cursor hotel.relay_cursor;
    v_at timestamptz;
begin
    select c.* into v_cursor from hotel.relay_cursor as c where c.hotel_id = p_hotel_id;
    if v_cursor.delivered_seq >= p_seq then
        return;  -- another relay was further already
    end if;

    -- A cursor past the last event would lose whatever is numbered up to it later.
    select e.at into v_at
    from hotel.event as e
    where e.hotel_id = p_hotel_id and e.seq = p_seq and e.at >= coalesce(v_cursor.delivered_at, '-infinity');

    if not found then
        raise exception using
            errcode = 'RVNTF',
            message = 'There is no such event.',
            detail = 'EVENT_NOT_FOUND',
            hint = 'Mark only what relay.pending_messages returned.';
    end if;

    insert into hotel.relay_cursor as c (hotel_id, delivered_seq, delivered_at)
    values (p_hotel_id, p_seq, v_at)
    on conflict (hotel_id) do update
        set delivered_seq = excluded.delivered_seq, delivered_at = excluded.delivered_at
        where c.delivered_seq < excluded.delivered_seq;
end;
$$;
comment on function relay.mark_delivered(bigint, bigint) is
'Moves a hotel''s cursor to an event that every channel accepted; never backwards. Errors: RVNTF EVENT_NOT_FOUND.';
grant execute on function relay.mark_delivered(bigint, bigint) to hotelmate_listener;
