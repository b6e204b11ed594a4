create function app.skipped_events(p_hotel_id bigint, p_after bigint) returns bigint
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select coalesce(sum(r.seq - r.seq_before - 1), 0)::bigint
        from hotel.restoration as r
        where r.hotel_id = p_hotel_id and r.seq > p_after
    );
end;
$$;
comment on function app.skipped_events(bigint, bigint) is 'How many event numbers after a number restores have leapt over.';
