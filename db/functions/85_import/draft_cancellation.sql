create function app.draft_cancellation(d app.import_draft) returns app.import_draft
language plpgsql stable set search_path = ''
as $$
begin
    d.b.cancelled_at := (d.old).cancelled_at;
    d.b.cancellation_reason := case when not hotel.is_blank((d.old).cancellation_reason) then btrim((d.old).cancellation_reason) end;
    d.b.cancellation_fee_minor := app.import_minor((d.old).cancellation_fee);
    if (d.b).status <> 'CANCELLED' then
        -- No fee is no fee, however it was written.
        d.b.cancellation_fee_minor := nullif((d.b).cancellation_fee_minor, 0);
        return case (d.b).status when 'NO_SHOW' then app.draft_no_show(d) else d end;
    end if;

    -- Staff cancelled in the old system without leaving when, why and for how much.
    if (d.b).cancelled_at is null then
        d.b.cancelled_at := (d.b).updated_at;
        d.c := app.import_finding(d.c, 'TIME_TAKEN_FROM_LAST_CHANGE', 'cancelled_at', null, (d.b).cancelled_at::text);
    end if;
    if (d.b).cancellation_reason is null then
        d.b.cancellation_reason := 'The old system gives no reason (imported)';
        d.c := app.import_finding(d.c, 'CANCELLATION_REASON_MISSING', 'cancellation_reason', null, (d.b).cancellation_reason);
    end if;
    if (d.b).cancellation_fee_minor is null then
        if (d.old).paid_at is not null or (d.old).payment_authorized_at is not null then
            raise exception using
                errcode = 'RVSTT', message = format('Booking %s was paid and cancelled, and what it was charged is not said.', (d.old).booking_id),
                detail = 'IMPORT_CANCELLATION_FEE_UNKNOWN', hint = 'Set cancellation_fee in the old system: what is above it goes back to the guest.';
        end if;
        d.b.cancellation_fee_minor := 0;
        d.c := app.import_finding(d.c, 'NOTHING_PAID_NOTHING_CHARGED', 'cancellation_fee', null, '0.00');
    end if;
    return d;
end;
$$;
comment on function app.draft_cancellation(app.import_draft) is
'When, why and for how much a booking ended. Findings: TIME_TAKEN_FROM_LAST_CHANGE, CANCELLATION_REASON_MISSING, NOTHING_PAID_NOTHING_CHARGED, NO_SHOW_CHARGED_BY_POLICY. Errors: RVSTT IMPORT_CANCELLATION_FEE_UNKNOWN.';

create function app.draft_no_show(d app.import_draft) returns app.import_draft
language plpgsql stable set search_path = ''
as $$
begin
    -- The old system knew the status and nothing about it.
    d.b.no_show_at := (d.b).updated_at;
    d.c := app.import_finding(d.c, 'TIME_TAKEN_FROM_LAST_CHANGE', 'no_show_at', null, (d.b).no_show_at::text);
    d.b.no_show_fee_minor := case when (d.b).check_in < (d.b).check_out then app.no_show_fee(d.b) else 0 end;
    d.c := app.import_finding(
        d.c, 'NO_SHOW_CHARGED_BY_POLICY', 'no_show_fee', null, hotel.money_text((d.b).no_show_fee_minor)
    );
    return d;
end;
$$;
comment on function app.draft_no_show(app.import_draft) is
'When a no-show was noticed and what it costs by the booking''s policy. Findings: TIME_TAKEN_FROM_LAST_CHANGE, NO_SHOW_CHARGED_BY_POLICY.';
