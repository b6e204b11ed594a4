create function ops.find_cases()
returns table (
    hotel text, case_id bigint, check_code text, entity text, entity_id text, expected text, actual text, explanation text,
    opened_at timestamptz, fix text
)
language sql stable security definer set search_path = ''
as $$
    select
        h.slug, c.id, c.check_code, c.entity, c.entity_id, c.expected, c.actual, c.explanation, c.created_at,
        app.fix_of(k.fix, h.slug, c.entity, c.entity_id)
    from hotel.operator_hotels() as o (hotel_id)
    inner join hotel.hotel as h on o.hotel_id = h.hotel_id
    inner join hotel.drift_case as c on h.hotel_id = c.hotel_id and c.status = 'OPEN'
    left join ops.check_catalog as k on c.check_code = k.code
    order by h.slug, c.id;
$$;
comment on function ops.find_cases() is 'What ops.cases shows: at the hotels the caller may work on.';
grant execute on function ops.find_cases() to hotelmate_operator;

create view ops.cases as select f.* from ops.find_cases() as f;
comment on view ops.cases is 'Contradictions that wait for people: what it is, and the call that helps. ops.reconcile opens them, and closes them when they are gone.';
grant select on ops.cases to hotelmate_operator;
