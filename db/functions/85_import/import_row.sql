-- The way in: one row of the old system, one transaction, by the owner role alone. What breaks a rule is refused by that
-- rule, whatever it is; what is taken otherwise than it was says so.

create function app.begin_import(p_source text) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    if not pg_catalog.pg_try_advisory_lock(hashtextextended('import ' || p_source, 0)) then
        raise exception using
            errcode = 'RVSTT', message = format('%s is being imported already.', p_source), detail = 'IMPORT_IS_RUNNING',
            hint = 'Wait for the other import to end.';
    end if;
end;
$$;
comment on function app.begin_import(text) is 'Takes the turn of a source until the session ends. Errors: RVSTT IMPORT_IS_RUNNING.';

create function app.import_row(p_run uuid, p_source text, p_table text, p_key text, p_row jsonb) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
    v_done hotel.import_row;
    v app.import_case;
begin
    select i.* into v_done
    from hotel.import_row as i
    where i.source = p_source and i.source_table = p_table and i.source_key = p_key;
    if found then
        return jsonb_build_object(
            'outcome', case
                when v_done.run <> p_run and v_done.digest <> app.import_digest(p_row) then 'CHANGED_SINCE'
                when v_done.run <> p_run then 'ALREADY'
                when v_done.findings = '[]' then 'IMPORTED'
                else 'CORRECTED'
            end,
            'findings', v_done.findings
        );
    end if;

    perform app.set_context('import', session_user::text, null, 'IMPORT', format('%s %s of %s', p_table, p_key, p_source));
    v := app.import_kind(app.open_import_case(p_run, p_source, p_table, p_key, p_row));
    perform app.close_import_case(v);
    -- What a commit would check, here: the row is in, or it is not.
    set constraints all immediate;
    set constraints all deferred;
    return jsonb_build_object('outcome', case v.findings when '[]' then 'IMPORTED' else 'CORRECTED' end, 'findings', v.findings);
end;
$$;
comment on function app.import_row(uuid, text, text, text, jsonb) is
'Imports a row of the old system once: {outcome, findings}, outcome IMPORTED, CORRECTED (see findings), ALREADY (an earlier run) or CHANGED_SINCE (an earlier run, and the row is another now: it stays as it came in). Owner only. Errors: any rule''s own; the caller keeps the row with app.reject_import_row.';

create function app.import_kind(p_case app.import_case) returns app.import_case
language plpgsql volatile set search_path = ''
as $$
begin
    return case p_case.source_table
        when 'hotel_hotel' then app.import_hotel(p_case)
        when 'hotel_hotelaccessconfig' then app.import_access_config(p_case)
        when 'hotel_hotelprecheckinconfig' then app.import_precheckin_config(p_case)
        when 'staff_staff' then app.import_staff(p_case)
        when 'hotel_cancellationpolicy' then app.import_policy(p_case)
        when 'hotel_cancellationpolicytier' then app.import_policy_tier(p_case)
        when 'rooms_roomtype' then app.import_room_type(p_case)
        when 'rooms_room' then app.import_room(p_case)
        when 'hotel_roombooking' then app.import_booking(p_case)
        when 'hotel_bookingguest' then app.import_party_member(p_case)
        when 'guests_guest' then app.import_guest(p_case)
        when 'hotel_guestbookingtoken' then app.import_guest_token(p_case)
        when 'hotel_overstayincident' then app.import_incident(p_case)
        when 'hotel_bookingextension' then app.import_extension(p_case)
        when 'housekeeping_housekeepingtask' then app.import_task(p_case)
        else app.refuse_import_kind(p_case)
    end;
end;
$$;
comment on function app.import_kind(app.import_case) is 'Imports a row as what it is; returns it with the id of what it became. Errors: RVSTT IMPORT_HAS_NO_PLACE.';

create function app.refuse_import_kind(p_case app.import_case) returns app.import_case
language plpgsql stable set search_path = ''
as $$
begin
    raise exception using
        errcode = 'RVSTT', message = format('Rows of %s have no place here.', p_case.source_table), detail = 'IMPORT_HAS_NO_PLACE',
        hint = 'The row is kept as it was. Status history is the audit log, which nobody can write after the event.';
end;
$$;
comment on function app.refuse_import_kind(app.import_case) is 'Refuses a row of a table that has no counterpart. Always raises RVSTT IMPORT_HAS_NO_PLACE.';

create function app.reject_import_row(
    p_run uuid, p_source text, p_table text, p_key text, p_row jsonb, p_code text, p_sqlstate text, p_message text
) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    insert into hotel.import_reject as r (source, source_table, source_key, run, code, sqlstate, message, original)
    values (p_source, p_table, p_key, p_run, p_code, p_sqlstate, p_message, p_row)
    on conflict (source, source_table, source_key) do update
        set run = excluded.run, code = excluded.code, sqlstate = excluded.sqlstate, message = excluded.message,
            original = excluded.original, rejected_at = excluded.rejected_at;
end;
$$;
comment on function app.reject_import_row(uuid, text, text, text, jsonb, text, text, text) is
'Keeps a refused row whole, with the rule that refused it. Errors: 23514 import_reject_says_why.';
