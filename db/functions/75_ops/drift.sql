-- ops.drift: one row per contradiction, from every check. A healthy database has none.

create view app.drift_of_state as
select r.hotel_id, r.check_code, r.entity, r.entity_id, r.expected, r.actual from app.drift_rooms as r
union all
select b.hotel_id, b.check_code, b.entity, b.entity_id, b.expected, b.actual from app.drift_bookings as b
union all
select g.hotel_id, g.check_code, g.entity, g.entity_id, g.expected, g.actual from app.drift_guests as g
union all
select i.hotel_id, i.check_code, i.entity, i.entity_id, i.expected, i.actual from app.drift_inventory as i
union all
select m.hotel_id, m.check_code, m.entity, m.entity_id, m.expected, m.actual from app.drift_money as m
union all
select w.hotel_id, w.check_code, w.entity, w.entity_id, w.expected, w.actual from app.drift_rows as w;
comment on view app.drift_of_state is 'What every check of the live rows finds, at every hotel.';

create view app.drift_found as
select s.hotel_id, s.check_code, s.entity, s.entity_id, s.expected, s.actual from app.drift_of_state as s
union all
select l.hotel_id, l.check_code, l.entity, l.entity_id, l.expected, l.actual from app.drift_log as l;
comment on view app.drift_found is
'What every check finds. hotel_id is null for what concerns no hotel; the audit is checked at the hotels the caller may work on.';

create function ops.find_drift()
returns table (
    hotel text, check_code text, entity text, entity_id text, expected text, actual text, explanation text, fix text, is_safe boolean
)
language sql stable security definer set search_path = ''
as $$
    select
        h.slug, d.check_code, d.entity, d.entity_id, d.expected, d.actual, c.explanation,
        app.fix_of(c.fix, h.slug, d.entity, d.entity_id), c.is_safe
    from app.drift_found as d
    inner join ops.check_catalog as c on d.check_code = c.code
    left join hotel.hotel as h on d.hotel_id = h.hotel_id
    where d.hotel_id is null or d.hotel_id in (select hotel.operator_hotels());
$$;
comment on function ops.find_drift() is 'Every contradiction at the hotels the caller may work on: what ops.drift shows.';
grant execute on function ops.find_drift() to hotelmate_operator;

create view ops.drift as
select d.hotel, d.check_code, d.entity, d.entity_id, d.expected, d.actual, d.explanation, d.fix, d.is_safe
from ops.find_drift() as d;
comment on view ops.drift is
'One row per contradiction: which check, what it concerns, expected, actual, in plain words, the call that helps, and whether ops.reconcile makes it by itself. Empty when all is well.';
grant select on ops.drift to hotelmate_operator;

create function app.fix_of(p_fix text, p_hotel text, p_entity text, p_entity_id text) returns text
language sql immutable
begin atomic
    select pg_catalog.replace(
        pg_catalog.replace(pg_catalog.replace(p_fix, '{hotel}', coalesce(p_hotel, '')), '{entity}', p_entity), '{id}', coalesce(p_entity_id, '')
    );
end;
comment on function app.fix_of(text, text, text, text) is 'The call that helps with a finding, as an operator can paste it.';
