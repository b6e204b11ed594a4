-- Old months of the log are put away: whole tables, behind a snapshot that somebody signed whose key is not here (docs/archive.md). All
-- or nothing. What takes long is done before the one moment in which everybody waits. Nobody is granted it, as its neighbour.

create function ops.detach_log(
    p_before date, p_hotels text[], p_statements text[], p_signatures bytea[], p_public_key bytea, p_note text, p_keep_months int default 12
) returns table (hotel text, audit_rows bigint, events bigint)
language plpgsql volatile security definer set search_path = '' set lock_timeout = '2s'
as $$
declare
    v_upto timestamptz := app.first_that_stays(p_before, p_keep_months);
begin
    perform app.require_note(p_note);
    lock table hotel.log_snapshot in share row exclusive mode;
    perform app.refuse_detaching(v_upto);
    return query
    select e.* from app.enter_snapshots(v_upto, p_hotels, p_statements, p_signatures, p_public_key, p_note) as e;

    perform app.count_transitions(2147483647);
    lock table hotel.audit, hotel.event in access exclusive mode;
    perform app.refuse_unseen(v_upto);
    perform app.put_away(t.name, v_upto) from unnest(array['audit', 'event']) as t (name);
exception
    when lock_not_available or deadlock_detected then
        raise exception using
            errcode = 'RVSTT', message = 'The log is in use: a backup, a check or a deploy reads it.', detail = 'LOG_IS_IN_USE',
            hint = 'Nothing was changed. Try again when it has ended.';
end;
$$;
comment on function ops.detach_log(date, text[], text[], bytea[], bytea, text, int) is
'Puts away the months before p_before: enters a snapshot for each hotel of p_hotels, whose statement (of ops.prepare_log_snapshot) was signed, and moves the months from hotel to archive. Returns what each hotel put away. Errors: RVINV NOTE_REQUIRED, VALIDATION_ERROR, RVSTT SNAPSHOT_DIFFERS, LOG_IS_IN_USE, and those of ops.prepare_log_snapshot.';

create function app.enter_snapshots(
    p_upto timestamptz, p_hotels text[], p_statements text[], p_signatures bytea[], p_public_key bytea, p_note text
) returns table (hotel text, audit_rows bigint, events bigint)
language plpgsql volatile set search_path = ''
as $$
declare
    v_hotel_id bigint;
    v_signed record;
    v_before hotel.log_snapshot;
    v_entered hotel.log_snapshot;
begin
    foreach v_hotel_id in array app.hotels_to_put_away(p_upto)
    loop
        select h.slug, s.statement, s.signature into v_signed
        from hotel.hotel as h
        left join unnest(p_hotels, p_statements, p_signatures) as s (slug, statement, signature) on h.slug = s.slug
        where h.hotel_id = v_hotel_id;
        if v_signed.statement is null then
            perform app.refuse_difference(v_signed.slug);
        end if;
        v_before := null;
        select s.* into v_before from app.newest_snapshot as s where s.hotel_id = v_hotel_id;
        insert into hotel.log_snapshot as s (hotel_id, upto, public_key, signature, note)
        values (v_hotel_id, p_upto, p_public_key, v_signed.signature, p_note)
        returning s.* into v_entered;
        if v_signed.statement is distinct from app.snapshot_text(v_entered) then
            perform app.refuse_difference(v_signed.slug);
        end if;
        hotel := v_signed.slug;
        audit_rows := v_entered.audit_seq - coalesce(v_before.audit_seq, 0);
        events := v_entered.events - coalesce(v_before.events, 0);
        return next;
    end loop;
end;
$$;
comment on function app.enter_snapshots(timestamptz, text[], text[], bytea[], bytea, text) is
'Enters the signed snapshots. Errors: RVSTT SNAPSHOT_DIFFERS {hotel}: nothing was signed for a hotel, or something else.';

create function app.refuse_difference(p_slug text) returns void
language plpgsql stable set search_path = ''
as $$
begin
    raise exception using
        errcode = 'RVSTT', message = format('%s: what was signed is not what the log says.', p_slug),
        detail = 'SNAPSHOT_DIFFERS ' || jsonb_build_object('hotel', p_slug)::text,
        hint = 'Sign what ops.prepare_log_snapshot answers now.';
end;
$$;
comment on function app.refuse_difference(text) is 'Refuses a snapshot that was not signed as it is. Always raises RVSTT SNAPSHOT_DIFFERS {hotel}.';

create function app.refuse_unseen(p_upto timestamptz) returns void
language plpgsql stable set search_path = ''
as $$
begin
    -- Counted at this moment by who reads figures, or written by a transaction that is older than these months.
    if exists (
        select from app.newest_snapshot as s
        left join hotel.transition_cursor as c on s.hotel_id = c.hotel_id
        where s.upto = p_upto and s.audit_seq > coalesce(c.counted_seq, 0)
    ) or exists (
        select from hotel.audit as a
        inner join app.newest_snapshot as s on a.hotel_id = s.hotel_id
        where a.at < p_upto and a.seq > s.audit_seq
    ) then
        raise exception using
            errcode = 'RVSTT', message = 'Somebody is at these months just now.', detail = 'LOG_IS_IN_USE',
            hint = 'Nothing was changed. Try again.';
    end if;
end;
$$;
comment on function app.refuse_unseen(timestamptz) is
'Refuses while rows that would go are not in the snapshot or not counted in hotel.transition_count. Errors: RVSTT LOG_IS_IN_USE.';
