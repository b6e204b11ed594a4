create function app.draft_status(d app.import_draft) returns app.import_draft
language plpgsql stable set search_path = ''
as $$
declare
    v_policy hotel.hotel_policy;
begin
    select l.* into strict v_policy from hotel.hotel_policy as l where l.hotel_id = (d.b).hotel_id;
    if (d.old).status = 'IN_HOUSE' then
        -- Who is in the house is computed from arrival and departure.
        if (d.old).checked_in_at is null then
            raise exception using
                errcode = 'RVSTT', message = format('Booking %s is IN_HOUSE and has not arrived.', (d.old).booking_id),
                detail = 'IMPORT_IN_HOUSE_WITHOUT_ARRIVAL', hint = 'Set checked_in_at in the old system, or the status CONFIRMED.';
        end if;
        d.b.status := 'CONFIRMED';
        d.c := app.import_finding(d.c, 'STATUS_IN_HOUSE_IS_COMPUTED', 'status', 'IN_HOUSE', 'CONFIRMED');
    else
        d.b.status := (d.old).status;
    end if;
    d.b.checked_in_at := (d.old).checked_in_at;
    d.b.checked_out_at := (d.old).checked_out_at;
    d.b.expired_at := (d.old).expired_at;
    d.b.auto_expire_reason_code := nullif((d.old).auto_expire_reason_code, '');

    d.b.expires_at := (d.old).expires_at;
    if (d.b).status = 'PENDING_PAYMENT' and (d.b).expires_at is null then
        d.b.expires_at := (d.old).created_at + make_interval(mins => v_policy.hold_minutes);
        d.c := app.import_finding(d.c, 'HOLD_END_COMPUTED', 'expires_at', null, (d.b).expires_at::text);
    end if;
    d.b.approval_deadline_at := (d.old).approval_deadline_at;
    if (d.b).status = 'PENDING_APPROVAL' and (d.b).approval_deadline_at is null then
        d.b.approval_deadline_at := app.approval_deadline_at(
            coalesce((d.old).paid_at, (d.old).payment_authorized_at, (d.old).created_at), v_policy
        );
        d.c := app.import_finding(d.c, 'APPROVAL_DEADLINE_COMPUTED', 'approval_deadline_at', null, (d.b).approval_deadline_at::text);
    end if;
    return d;
end;
$$;
comment on function app.draft_status(app.import_draft) is
'Where the booking stands. Findings: STATUS_IN_HOUSE_IS_COMPUTED, HOLD_END_COMPUTED, APPROVAL_DEADLINE_COMPUTED. Errors: RVSTT IMPORT_IN_HOUSE_WITHOUT_ARRIVAL, 22P02 when the status is none.';

create function app.draft_decision(d app.import_draft) returns app.import_draft
language plpgsql stable set search_path = ''
as $$
begin
    d.b.decision_at := (d.old).decision_at;
    d.b.decision_by_staff_id := app.imported_id(d.c, 'staff_staff', (d.old).decision_by_id);
    d.b.decision_by := app.imported_name(d.c, (d.old).decision_by_id);
    if (d.b).decision_at is not null and (d.b).decision_by is null then
        d.b.decision_by := 'unknown (imported)';
        d.c := app.import_finding(d.c, 'NAME_NOT_KNOWN', 'decision_by_id', null, (d.b).decision_by);
    end if;
    d.b.decline_reason_code := nullif((d.old).decline_reason_code, '');
    d.b.decline_reason_note := nullif((d.old).decline_reason_note, '');

    d.b.staff_seen_at := (d.old).staff_seen_at;
    d.b.staff_seen_by_staff_id := app.imported_id(d.c, 'staff_staff', (d.old).staff_seen_by_id);
    d.b.staff_seen_by := app.imported_name(d.c, (d.old).staff_seen_by_id);
    if (d.b).staff_seen_at is not null and (d.b).staff_seen_by is null then
        d.b.staff_seen_by := 'unknown (imported)';
        d.c := app.import_finding(d.c, 'NAME_NOT_KNOWN', 'staff_seen_by_id', null, (d.b).staff_seen_by);
    end if;
    return d;
end;
$$;
comment on function app.draft_decision(app.import_draft) is 'Who decided and who saw it first. Findings: NAME_NOT_KNOWN.';

create function app.imported_name(p_case app.import_case, p_staff_key text) returns text
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select nullif(btrim(s.first_name || ' ' || s.last_name), '')
        from hotel.staff as s
        where s.hotel_id = p_case.hotel_id and s.id = app.imported_id(p_case, 'staff_staff', p_staff_key)
    );
end;
$$;
comment on function app.imported_name(app.import_case, text) is 'Display name of an imported member of staff; null when there is none.';
