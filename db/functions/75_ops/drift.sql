-- ops.drift: one row per contradiction, from every check. A healthy database has none.

create function ops.find_drift()
returns table (
    hotel text, check_code text, entity text, entity_id text, expected text, actual text, explanation text, is_safe boolean
)
language sql stable security definer set search_path = ''
as $$
    select h.slug, d.check_code, d.entity, d.entity_id, d.expected, d.actual, c.explanation, c.is_safe
    from (
        select r.hotel_id, r.check_code, r.entity, r.entity_id, r.expected, r.actual from app.drift_rooms as r
        union all
        select b.hotel_id, b.check_code, b.entity, b.entity_id, b.expected, b.actual from app.drift_bookings as b
        union all
        select i.hotel_id, i.check_code, i.entity, i.entity_id, i.expected, i.actual from app.drift_inventory as i
        union all
        select m.hotel_id, m.check_code, m.entity, m.entity_id, m.expected, m.actual from app.drift_money as m
        union all
        select l.hotel_id, l.check_code, l.entity, l.entity_id, l.expected, l.actual from app.drift_log as l
    ) as d
    inner join ops.check_catalog as c on d.check_code = c.code
    left join hotel.hotel as h on d.hotel_id = h.hotel_id
    where d.hotel_id is null or d.hotel_id in (select hotel.operator_hotels());
$$;
comment on function ops.find_drift() is 'Every contradiction at the hotels the caller may work on.';
grant execute on function ops.find_drift() to hotelmate_operator;

create view ops.drift as
select d.hotel, d.check_code, d.entity, d.entity_id, d.expected, d.actual, d.explanation, d.is_safe
from ops.find_drift() as d;
comment on view ops.drift is 'One row per contradiction: which check, what it concerns, expected, actual, in plain words, and whether it is safe to fix automatically. Empty when all is well.';
grant select on ops.drift to hotelmate_operator;
