create function app.try_heal(p_hotel_id bigint, p_finding app.finding) returns text
language plpgsql volatile set search_path = ''
as $$
declare
    v_refusal text;
begin
    begin
        insert into hotel.drift_case (
            hotel_id, check_code, entity, entity_id, expected, actual, explanation, status, is_healed, closed_at, closed_by, resolution
        )
        values (
            p_hotel_id, p_finding.check_code, p_finding.entity, p_finding.entity_id, p_finding.expected, p_finding.actual,
            p_finding.explanation, 'CLOSED', true, hotel.clock(), 'reconcile', 'Corrected by reconciliation'
        );
    exception when integrity_constraint_violation or sqlstate 'RVSTT' then
        -- The rules refuse it: what would contradict something else is for people.
        get stacked diagnostics v_refusal = message_text;
    end;
    return v_refusal;
end;
$$;
comment on function app.try_heal(bigint, app.finding) is
'Corrects a finding by entering its healed case (db/triggers/heal_drift.sql). Null when it is corrected; why not, when a rule refused: then nothing was changed.';
