-- What the integrity_healed event carries: the client reads booking_id and id, people the rest.

create view app.healed_view with (security_invoker = true) as
select
    c.hotel_id,
    c.id,
    c.check_code,
    k.title,
    c.entity,
    c.entity_id,
    case c.entity when 'booking' then c.entity_id end as booking_id,
    c.expected,
    c.actual,
    c.explanation,
    c.resolution,
    c.closed_at as healed_at
from hotel.drift_case as c
inner join ops.check_catalog as k on c.check_code = k.code
where c.is_healed;
comment on view app.healed_view is 'Corrected contradictions as staff channels carry them.';
