create type app.finding as (
    check_code text,
    entity text,
    entity_id text,
    expected text,
    actual text,
    explanation text,
    fix text,
    is_safe boolean
);
comment on type app.finding is 'A row of ops.drift at one hotel, as reconciliation works through it.';

create function app.findings_of(p_hotel_id bigint, p_of_log boolean) returns setof app.finding
language sql stable set search_path = ''
as $$
    select distinct on (d.check_code, d.entity, d.entity_id)
        d.check_code, d.entity, coalesce(d.entity_id, ''), coalesce(d.expected, ''), coalesce(d.actual, ''), c.explanation,
        app.fix_of(c.fix, h.slug, d.entity, d.entity_id), c.is_safe
    from (
        select s.hotel_id, s.check_code, s.entity, s.entity_id, s.expected, s.actual from app.drift_of_state as s where not p_of_log
        union all
        select l.hotel_id, l.check_code, l.entity, l.entity_id, l.expected, l.actual from app.drift_log as l where p_of_log
    ) as d
    inner join ops.check_catalog as c on d.check_code = c.code
    inner join hotel.hotel as h on d.hotel_id = h.hotel_id
    where d.hotel_id = p_hotel_id
    order by d.check_code, d.entity, d.entity_id;
$$;
comment on function app.findings_of(bigint, boolean) is
'Everything contradictory in a hotel''s live rows, or everything wrong with its log; each thing once per check.';
