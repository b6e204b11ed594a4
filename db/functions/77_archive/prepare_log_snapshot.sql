-- What is to be signed before months of the log are put away. It is of all hotels: they share the months. Nobody is granted it: it is
-- for who may become the owner, as a deploy is.

create function ops.prepare_log_snapshot(p_before date, p_keep_months int default 12)
returns table (hotel text, audit_rows bigint, events bigint, statement text)
language plpgsql stable security definer set search_path = ''
as $$
declare
    v_upto timestamptz := app.first_that_stays(p_before, p_keep_months);
    v_hotel_id bigint;
begin
    perform app.refuse_detaching(v_upto);
    foreach v_hotel_id in array app.hotels_to_put_away(v_upto)
    loop
        return query
        select d.slug, d.audit_seq - coalesce(s.audit_seq, 0), d.events - coalesce(s.events, 0), app.snapshot_text(d)
        from app.draw_snapshot(v_hotel_id, v_upto) as d
        left join app.newest_snapshot as s on d.hotel_id = s.hotel_id;
    end loop;
end;
$$;
comment on function ops.prepare_log_snapshot(date, int) is
'What putting away the months before p_before (its first day, UTC) comes to, hotel by hotel: audit rows, events, and the statement to sign (Ed25519, UTF-8) for ops.detach_log. No row: there is nothing to put away. Errors: RVINV VALIDATION_ERROR, RVSTT LOG_IS_TOO_YOUNG, LOG_IS_NOT_DELIVERED, LOG_IS_BROKEN, LOG_MONTHS_ARE_MIXED.';

create function app.hotels_to_put_away(p_upto timestamptz) returns bigint[]
language plpgsql stable set search_path = ''
as $$
begin
    return array(
        select l.hotel_id from hotel.log_head as l
        where
            exists (select from hotel.audit as a where a.hotel_id = l.hotel_id and a.at < p_upto)
            or exists (select from hotel.event as e where e.hotel_id = l.hotel_id and e.at < p_upto)
        order by l.hotel_id
    );
end;
$$;
comment on function app.hotels_to_put_away(timestamptz) is 'Hotels that have anything in the log before an instant.';

create function app.refuse_detaching(p_upto timestamptz) returns void
language plpgsql stable set search_path = ''
as $$
declare
    v_found record;
begin
    select h.slug, count(*) as waiting into v_found
    from hotel.event as e
    inner join hotel.hotel as h on e.hotel_id = h.hotel_id
    left join hotel.relay_cursor as c on e.hotel_id = c.hotel_id
    where e.at < p_upto and e.seq > coalesce(c.delivered_seq, 0)
    group by h.slug
    limit 1;
    if found then
        raise exception using
            errcode = 'RVSTT', message = format('%s: events of these months have not been delivered.', v_found.slug),
            detail = 'LOG_IS_NOT_DELIVERED ' || jsonb_build_object('hotel', v_found.slug, 'waiting', v_found.waiting)::text,
            hint = 'Run the listener until nothing waits: table ops.outbox.';
    end if;
    select h.slug, c.first_bad_seq, c.problem into v_found
    from hotel.hotel as h
    cross join lateral app.check_chain(h.hotel_id) as c
    where c.problem is not null
    limit 1;
    if found then
        raise exception using
            errcode = 'RVSTT', message = format('%s: the audit was altered at row %s.', v_found.slug, v_found.first_bad_seq),
            detail = 'LOG_IS_BROKEN ' || jsonb_build_object('hotel', v_found.slug, 'seq', v_found.first_bad_seq, 'problem', v_found.problem)::text,
            hint = 'It is evidence: copy the database and compare that row with a backup; nothing is put away until then.';
    end if;
    perform app.refuse_mixed(t.name, p_upto) from unnest(array['audit', 'event']) as t (name);
end;
$$;
comment on function app.refuse_detaching(timestamptz) is
'Refuses to put away what was not delivered, what was altered, and what cannot be told from what stays. Dead letters do not stand in the way: nothing settles one. Errors: RVSTT LOG_IS_NOT_DELIVERED, LOG_IS_BROKEN, LOG_MONTHS_ARE_MIXED.';

create function app.refuse_mixed(p_table text, p_upto timestamptz) returns void
language plpgsql stable set search_path = ''
as $$
declare
    v_rest record;
    v_possible date;
begin
    if p_table = 'audit' then
        select min(r.at) as first_at, max(r.at) as last_at into v_rest from hotel.audit_rest as r;
    else
        select min(r.at) as first_at, max(r.at) as last_at into v_rest from hotel.event_rest as r;
    end if;
    if v_rest.first_at < p_upto and v_rest.last_at >= p_upto then
        v_possible := date_trunc('month', v_rest.last_at at time zone 'UTC') + interval '1 month';
        raise exception using
            errcode = 'RVSTT',
            message = format('hotel.%s_rest holds months that would go and months that would stay.', p_table),
            detail = 'LOG_MONTHS_ARE_MIXED ' || jsonb_build_object('table', p_table || '_rest', 'possible', v_possible)::text,
            hint = format('It goes as a whole: put away everything before %s, when that is old enough.', to_char(v_possible, 'FMMonth YYYY'));
    end if;
end;
$$;
comment on function app.refuse_mixed(text, timestamptz) is
'Refuses an instant that cuts through the default partition, which has the months that nobody made in time. Errors: RVSTT LOG_MONTHS_ARE_MIXED {table, possible}.';
