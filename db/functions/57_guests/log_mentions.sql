create function app.log_mentions(p_erasure hotel.erasure) returns int
language plpgsql stable set search_path = ''
as $$
declare
    v_since constant timestamptz := app.known_since(p_erasure);
    v_patterns text[] := array(
        select '%' || replace(replace(replace(w.words, '\', '\\'), '%', '\%'), '_', '\_') || '%'
        from app.persons_of(p_erasure) as q
        cross join lateral unnest(array[q.first_name || ' ' || q.last_name, q.email, q.phone]) as w (words)
        where length(w.words) > 6 or (q.first_name <> '' and q.last_name <> '' and w.words = q.first_name || ' ' || q.last_name)
    );
begin
    -- Years of a large hotel are a million rows: compared as they lie there.
    return (
        select count(*)
        from (
            select a.changes, a.note from hotel.audit as a where a.hotel_id = p_erasure.hotel_id and a.at >= v_since
            union all
            select o.changes, o.note from archive.audit as o where o.hotel_id = p_erasure.hotel_id and o.at >= v_since
            union all
            -- What those came to that are here no more.
            select s.state, null from hotel.log_snapshot_state as s where s.hotel_id = p_erasure.hotel_id
        ) as x
        where x.changes ilike any(v_patterns) or x.note ilike any(v_patterns)
    );
end;
$$;
comment on function app.log_mentions(hotel.erasure) is
'How many audit rows of the hotel, and states of its snapshot, name one of these persons in a free text: by the full name in one piece, the e-mail address or the phone number.';
