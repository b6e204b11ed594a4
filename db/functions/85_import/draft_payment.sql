-- Money of the old system: a provider's intent or money at the desk, a time for each movement, one amount. paid_at is the
-- only witness of a payment; where it is missing it is not made up.

create function app.draft_payment(d app.import_draft) returns app.import_draft
language plpgsql stable set search_path = ''
as $$
begin
    d.b.paid_at := (d.old).paid_at;
    d.b.payment_authorized_at := coalesce((d.old).payment_authorized_at, (d.old).paid_at);
    if (d.b).total_minor = 0 and (d.b).payment_authorized_at is not null then
        d.b.paid_at := null;
        d.b.payment_authorized_at := null;
        d.c := app.import_finding(d.c, 'PAID_FOR_NOTHING', 'paid_at', (d.old).paid_at::text, null);
    end if;
    d.b.payment_captured_at := (d.b).paid_at;

    if (d.b).paid_at is null and (d.b).total_minor > 0 then
        case (d.b).status
            when 'CONFIRMED', 'NO_SHOW' then
                d.b.terms := 'PAY_AT_PROPERTY';
                d.c := app.import_finding(d.c, 'UNPAID_PAYS_AT_PROPERTY', 'paid_at', null, null);
            when 'COMPLETED' then
                d.b.open_balance_note := 'The old system shows no payment (imported)';
                d.c := app.import_finding(d.c, 'UNPAID_LEFT_WITH_OPEN_BALANCE', 'paid_at', null, null);
            else
                null;
        end case;
    end if;
    return d;
end;
$$;
comment on function app.draft_payment(app.import_draft) is
'When the booking was paid, as the old system says. Findings: PAID_FOR_NOTHING, UNPAID_PAYS_AT_PROPERTY, UNPAID_LEFT_WITH_OPEN_BALANCE.';
