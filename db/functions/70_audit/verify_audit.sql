-- L3: recompute the chain from its text. The first row that does not follow from the one before is where the log was altered.

create function ops.verify_audit(p_hotel text default null)
returns table (hotel text, rows_checked bigint, first_bad_seq bigint, problem text)
language sql stable security definer set search_path = ''
as $$
    with asked as materialized (
        select h.hotel_id, h.slug
        from hotel.hotel as h
        where (p_hotel is null or h.slug = p_hotel) and h.hotel_id in (select hotel.operator_hotels())
    ),

    checked as (
        select
            a.hotel_id,
            a.seq,
            case
                when a.seq <> lag(a.seq, 1, 0::bigint) over w + 1 then 'a row before this one is missing'
                when a.hash is distinct from hotel.audit_digest(lag(a.hash, 1, ''::bytea) over w, a)
                    then 'this row, or the hash before it, was altered'
            end as problem
        from asked as q
        inner join hotel.audit as a on q.hotel_id = a.hotel_id
        window w as (partition by a.hotel_id order by a.seq)
    ),

    summed as (
        select
            c.hotel_id,
            count(*) as rows_checked,
            min(c.seq) filter (where c.problem is not null) as first_bad_seq,
            (array_agg(c.problem order by c.seq) filter (where c.problem is not null))[1] as problem
        from checked as c
        group by c.hotel_id
    )

    select
        q.slug,
        coalesce(s.rows_checked, 0),
        coalesce(s.first_bad_seq, case when x.tail is not null then coalesce(s.rows_checked, 0) + 1 end),
        coalesce(s.problem, x.tail)
    from asked as q
    inner join hotel.log_head as l on q.hotel_id = l.hotel_id
    left join summed as s on q.hotel_id = s.hotel_id
    cross join lateral (
        select case
            when l.audit_seq <> coalesce(s.rows_checked, 0) then 'the head counts ' || l.audit_seq::text || ' rows: the tail was cut'
            when l.audit_seq > 0 and l.audit_hash is distinct from (
                select a.hash from hotel.audit as a where a.hotel_id = q.hotel_id and a.seq = l.audit_seq
            ) then 'the head does not carry the last row''s hash'
        end as tail
    ) as x;
$$;
comment on function ops.verify_audit(text) is
'One row per hotel (or for the one named): rows checked, and the first row at which the audit chain is broken, with the reason; null when it is whole.';
grant execute on function ops.verify_audit(text) to hotelmate_operator;
