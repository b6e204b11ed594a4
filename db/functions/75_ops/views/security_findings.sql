create function ops.find_security_findings()
returns table (
    hotel text, finding text, explanation text, fix text
)
language sql stable security definer set search_path = ''
as $$
    select
        h.slug, 'PUBLIC_CHANNELS', 'Whoever knows the name of a channel hears what staff hear.',
        format('update hotel.hotel_policy set realtime_visibility = %L where hotel_id = %s -- as an administrator; clients must log in to channels', 'PRIVATE', h.hotel_id)
    from hotel.operator_hotels() as o (hotel_id)
    inner join hotel.hotel as h on o.hotel_id = h.hotel_id
    inner join hotel.hotel_policy as p on h.hotel_id = p.hotel_id and p.realtime_visibility = 'PUBLIC'
    order by h.slug;
$$;
comment on function ops.find_security_findings() is 'What ops.security_findings shows: at the hotels the caller may work on.';
grant execute on function ops.find_security_findings() to hotelmate_operator;

create view ops.security_findings as select f.* from ops.find_security_findings() as f;
comment on view ops.security_findings is 'What is less guarded than it could be, and what would change it.';
grant select on ops.security_findings to hotelmate_operator;
