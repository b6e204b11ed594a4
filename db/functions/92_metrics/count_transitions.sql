-- Counts what the audit log got since the last time, hotel by hotel, at most p_rows of it. The log's numbers follow commit order
-- without a gap: what lies behind the cursor can never get company there.

create function app.count_transitions(p_rows int) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_cursor hotel.transition_cursor;
    v_read bigint;
begin
    insert into hotel.transition_cursor as c (hotel_id)
    select l.hotel_id from hotel.log_head as l
    where not exists (select from hotel.transition_cursor as c where c.hotel_id = l.hotel_id)
    on conflict (hotel_id) do nothing;

    -- Whoever asks at the same time counts other hotels, and takes of these what was counted before.
    for v_cursor in
        select c.* from hotel.transition_cursor as c
        inner join hotel.log_head as l on c.hotel_id = l.hotel_id
        where l.audit_seq > c.counted_seq
        order by c.counted_at, c.hotel_id
        for no key update of c skip locked
    loop
        exit when p_rows <= 0;

        with page as materialized (
            select a.seq, a.at, a.entity, coalesce(a.from_status, '') as from_status, a.to_status
            from hotel.audit as a
            where a.hotel_id = v_cursor.hotel_id and a.seq > v_cursor.counted_seq and a.at >= v_cursor.counted_at
            order by a.seq
            limit p_rows
        ),

        counted as (
            insert into hotel.transition_count as t (hotel_id, machine, from_status, to_status, made)
            select v_cursor.hotel_id, p.entity, p.from_status, p.to_status, count(*)
            from page as p
            where p.to_status <> p.from_status
            group by p.entity, p.from_status, p.to_status
            on conflict (hotel_id, machine, from_status, to_status) do update set made = t.made + excluded.made
        )

        select count(*), max(p.seq), max(p.at) into strict v_read, v_cursor.counted_seq, v_cursor.counted_at from page as p;

        update hotel.transition_cursor as c
        set counted_seq = v_cursor.counted_seq, counted_at = v_cursor.counted_at
        where c.hotel_id = v_cursor.hotel_id;
        p_rows := p_rows - v_read;
    end loop;
end;
$$;
comment on function app.count_transitions(int) is
'Brings hotel.transition_count further, by at most so many rows of the audit log. Costs its callers what has been written since; nobody else anything.';
