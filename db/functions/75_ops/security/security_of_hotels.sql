create view app.security_of_hotels as
select p.hotel_id, 'PUBLIC_CHANNELS' as code, 'realtime_visibility' as object
from hotel.hotel_policy as p
where p.realtime_visibility = 'PUBLIC'

union all
select t.hotel_id, f.code, t.id::text
from hotel.staff_token as t
inner join hotel.staff as s on t.hotel_id = s.hotel_id and t.staff_id = s.id
cross join
    lateral (
        values
        ('TOKEN_NEVER_EXPIRES', s.is_active and t.expires_at is null),
        ('TOKEN_OF_FORMER_STAFF', not s.is_active),
        (
            'TOKEN_IDLE', s.is_active and t.created_at < hotel.clock() - interval '90 days' and not exists (
                select from hotel.audit as a
                where a.hotel_id = t.hotel_id and a.staff_id = t.staff_id and a.at >= hotel.clock() - interval '90 days'
            )
        )
    ) as f (code, is_so)
where f.is_so and t.revoked_at is null and coalesce(t.expires_at > hotel.clock(), true)

union all
select s.hotel_id, 'MANY_ADMINISTRATORS', count(*) || ' members of staff'
from hotel.staff as s
where
    s.is_active and not exists (
        select from hotel.capability as c
        where not exists (
            select from hotel.role_capability as g where g.capability = c.capability and g.role in (s.access_level, s.role, s.department)
        )
    )
group by s.hotel_id
having count(*) > 3

union all
select a.hotel_id, f.code, a.role_name
from hotel.operator_access as a
cross join
    lateral (
        values
        ('OPERATOR_LOGIN_IS_SHARED', a.role_name = 'hotelmate_operator'),
        ('OPERATOR_DOES_NOT_EXIST', not exists (select from pg_catalog.pg_roles as r where r.rolname = a.role_name)),
        (
            'OPERATOR_OF_EVERY_HOTEL', (select count(*) > 1 from hotel.hotel) and not exists (
                select from hotel.hotel as h
                where not exists (select from hotel.operator_access as o where o.hotel_id = h.hotel_id and o.role_name = a.role_name)
            )
        )
    ) as f (code, is_so)
where f.is_so;
comment on view app.security_of_hotels is 'What is less guarded than it could be at a hotel: its channels, its staff''s tokens, its operators. object: a token''s id, a role.';
