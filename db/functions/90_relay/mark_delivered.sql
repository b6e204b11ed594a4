create function relay.mark_delivered(p_hotel_ids bigint[], p_seqs bigint[]) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
    insert into hotel.relay_cursor as c (hotel_id, delivered_seq, delivered_at)
    select
        d.hotel_id,
        d.seq,
        -- A cursor past the last event would lose whatever is numbered up to it later.
        coalesce(
            (
                select e.at
                from hotel.event as e
                where e.hotel_id = d.hotel_id and e.seq = d.seq and e.at >= coalesce(r.delivered_at, '-infinity')
            ),
            app.refuse_mark()
        )
    from unnest(p_hotel_ids, p_seqs) as d (hotel_id, seq)
    left join hotel.relay_cursor as r on d.hotel_id = r.hotel_id
    where d.seq > coalesce(r.delivered_seq, 0)  -- else another relay was further already
    order by d.hotel_id
    on conflict (hotel_id) do update
        set delivered_seq = excluded.delivered_seq, delivered_at = excluded.delivered_at
        where c.delivered_seq < excluded.delivered_seq;
end;
$$;
comment on function relay.mark_delivered(bigint[], bigint[]) is
'Moves the cursor of each hotel of p_hotel_ids, named once, to the event of p_seqs that every channel accepted; never backwards. Errors: RVNTF EVENT_NOT_FOUND.';
grant execute on function relay.mark_delivered(bigint[], bigint[]) to hotelmate_listener;

create function app.refuse_mark() returns timestamptz
language plpgsql stable set search_path = ''
as $$
begin
    raise exception using
        errcode = 'RVNTF',
        message = 'There is no such event.',
        detail = 'EVENT_NOT_FOUND',
        hint = 'Mark only what relay.pending_messages returned.';
end;
$$;
comment on function app.refuse_mark() is 'Refuses a mark where no event is. Always raises RVNTF EVENT_NOT_FOUND.';
