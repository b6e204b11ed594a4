-- One hotel's reconciliation, in one transaction: look, correct what is safe, look again, ask the provider, leave the rest to
-- people, and write down that it was done.

create type app.reconciled as (
    check_code text,
    entity text,
    entity_id text,
    outcome text,
    detail text
);
comment on type app.reconciled is 'What became of a finding: HEALED, ASKED, CASE_OPENED, CASE_OPEN, CASE_CLOSED, ACCEPTED.';

create function app.reconcile_hotel(p_hotel_id bigint, p_note text) returns setof app.reconciled
language plpgsql volatile set search_path = ''
as $$
declare
    v_of_log app.finding[];
    v_found app.finding[];
    v_left app.finding[];
    v_finding app.finding;
    v_refusals jsonb := '{}'::jsonb;
    v_rows app.reconciled[] := '{}'::app.reconciled[];
begin
    -- One at a time: who waited looks at what the other left.
    perform pg_advisory_xact_lock(hashtextextended('reconcile ' || p_hotel_id, 0));
    perform app.begin_system_action('reconcile', 'reconcile', 'SYSTEM', p_note);
    v_of_log := array(select f::app.finding from app.findings_of(p_hotel_id, true) as f);
    v_found := array(select f::app.finding from app.findings_of(p_hotel_id, false) as f) || v_of_log;
    v_left := v_found;

    -- What locks bookings first, then counters, then nights: the order in which everybody locks. What is due follows from the sums.
    foreach v_finding in array array(
        select f from unnest(v_found) as f
        where f.is_safe
        order by f.check_code = 'inventory', f.check_code = 'number_counter', f.check_code = 'money_held', f.entity_id
    )
    loop
        v_refusals := v_refusals || jsonb_build_object(app.finding_key(v_finding), app.try_heal(p_hotel_id, v_finding));
    end loop;
    if v_refusals <> '{}' then
        -- The log of what was corrected is written at commit: looked at now, it would seem behind.
        v_left := array(select f::app.finding from app.findings_of(p_hotel_id, false) as f) || v_of_log;
    end if;

    v_rows := array(
        select row(f.check_code, f.entity, f.entity_id, 'HEALED', format('%s, was %s', f.expected, f.actual))::app.reconciled
        from unnest(v_found) as f
        where v_refusals -> app.finding_key(f) = 'null'
    );
    foreach v_finding in array v_left
    loop
        if app.ask_provider(p_hotel_id, v_finding) then
            v_rows := v_rows || row(
                v_finding.check_code, v_finding.entity, v_finding.entity_id, 'ASKED', 'VERIFY is on its way to the provider'
            )::app.reconciled;
        end if;
        v_rows := v_rows || row(
            v_finding.check_code, v_finding.entity, v_finding.entity_id,
            app.open_case(p_hotel_id, v_finding, v_refusals ->> app.finding_key(v_finding)), v_finding.fix
        )::app.reconciled;
    end loop;
    v_rows := v_rows || array(
        select row(c.check_code, c.entity, c.entity_id, 'CASE_CLOSED', c.resolution)::app.reconciled
        from app.close_gone_cases(p_hotel_id, v_left) as c
    );

    perform app.record_reconciliation(p_hotel_id, p_note, cardinality(v_found), v_rows);
    return query select r.* from unnest(v_rows) as r;
end;
$$;
comment on function app.reconcile_hotel(bigint, text) is 'Reconciles one hotel and says what became of every finding; the caller commits.';

create function app.finding_key(p_finding app.finding) returns text
language plpgsql immutable set search_path = ''
as $$
begin
    return (
        select p_finding.check_code || ' ' || p_finding.entity || ' ' || p_finding.entity_id
    );
end;
$$;
comment on function app.finding_key(app.finding) is 'What makes two findings the same.';

create function app.record_reconciliation(p_hotel_id bigint, p_note text, p_findings int, p_rows app.reconciled[]) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    insert into hotel.reconciliation (hotel_id, run_by, note, findings, healed, asked, cases_opened, cases_closed)
    select
        p_hotel_id, session_user, coalesce(p_note, ''), p_findings,
        count(*) filter (where r.outcome = 'HEALED'), count(*) filter (where r.outcome = 'ASKED'),
        count(*) filter (where r.outcome = 'CASE_OPENED'), count(*) filter (where r.outcome = 'CASE_CLOSED')
    from unnest(p_rows) as r;
end;
$$;
comment on function app.record_reconciliation(bigint, text, int, app.reconciled[]) is 'Writes down a run: who, why, and the counts.';
