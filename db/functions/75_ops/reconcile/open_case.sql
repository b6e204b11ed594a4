create function app.open_case(p_hotel_id bigint, p_finding app.finding, p_refusal text) returns text
language plpgsql volatile set search_path = ''
as $$
begin
    if exists (
        select from hotel.drift_case as c
        where
            c.hotel_id = p_hotel_id and c.check_code = p_finding.check_code
            and c.entity = p_finding.entity and c.entity_id = p_finding.entity_id
            and c.actual = p_finding.actual and c.status = 'CLOSED' and c.closed_by <> 'reconcile'
    ) then
        return 'ACCEPTED';
    end if;
    insert into hotel.drift_case (hotel_id, check_code, entity, entity_id, expected, actual, explanation)
    values (
        p_hotel_id, p_finding.check_code, p_finding.entity, p_finding.entity_id, p_finding.expected, p_finding.actual,
        concat_ws(' ', p_finding.explanation, 'Not corrected by itself: ' || p_refusal)
    )
    on conflict (hotel_id, check_code, entity, entity_id) where status = 'OPEN' do nothing;
    return case when found then 'CASE_OPENED' else 'CASE_OPEN' end;
end;
$$;
comment on function app.open_case(bigint, app.finding, text) is
'Opens a case for people: CASE_OPENED; CASE_OPEN when there is one; ACCEPTED when somebody has closed one for exactly this. p_refusal: why it could not be corrected, or null.';

create function app.close_gone_cases(p_hotel_id bigint, p_findings app.finding[]) returns setof hotel.drift_case
language sql volatile set search_path = ''
as $$
    update hotel.drift_case as c
    set status = 'CLOSED', closed_at = hotel.clock(), closed_by = 'reconcile', resolution = 'The contradiction is gone'
    where
        c.hotel_id = p_hotel_id and c.status = 'OPEN'
        and not exists (
            select from unnest(p_findings) as f
            where f.check_code = c.check_code and f.entity = c.entity and f.entity_id = c.entity_id
        )
    returning c.*;
$$;
comment on function app.close_gone_cases(bigint, app.finding[]) is 'Closes the open cases whose contradiction is not among what was found; returns them.';
