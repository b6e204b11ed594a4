-- What concerns a hotel, its operators see; what concerns the server and all that is stored, whoever works on every hotel.

create function ops.find_security_findings()
returns table (
    severity text, code text, hotel text, object text, explanation text, fix text
)
-- A plan over catalogs looks dear; compiling it would take longer than running it.
language sql stable security definer set search_path = '' set jit = off
as $$
    with found as (
        select h.hotel_id, h.code, h.object from app.security_of_hotels as h
        union all
        select null, f.code, f.object
        from (
            select t.code, t.object from app.security_of_tables as t
            union all
            select c.code, c.object from app.security_of_code as c
            union all
            select r.code, r.object from app.security_of_roles as r
            union all
            select s.code, s.object from app.security_of_server as s
        ) as f
        where app.works_everywhere()
    )

    select c.severity, f.code, h.slug, f.object, c.explanation, app.fix_of(c.fix, h.slug, '', f.object)
    from found as f
    inner join ops.security_catalog as c on f.code = c.code
    left join hotel.hotel as h on f.hotel_id = h.hotel_id
    where f.hotel_id is null or f.hotel_id in (select hotel.operator_hotels())
    order by array_position(array['HIGH', 'MEDIUM', 'LOW'], c.severity), f.code, h.slug, f.object;
$$;
comment on function ops.find_security_findings() is 'What ops.security_findings shows: at the hotels the caller may work on; of the server too when these are all.';
grant execute on function ops.find_security_findings() to hotelmate_operator;

create view ops.security_findings as
select f.severity, f.code, f.hotel, f.object, f.explanation, f.fix from ops.find_security_findings() as f;
comment on view ops.security_findings is
'What is less guarded than it could be, the worst first: severity HIGH, MEDIUM or LOW, where (hotel is null: the server, or all that is stored), what it means, and what an administrator does about it.';
grant select on ops.security_findings to hotelmate_operator;

create function app.works_everywhere() returns boolean
language sql stable set search_path = ''
as $$
    select not exists (select from hotel.hotel as h where h.hotel_id not in (select hotel.operator_hotels()));
$$;
comment on function app.works_everywhere() is 'Whether the logged-in database role may work on every hotel there is.';
