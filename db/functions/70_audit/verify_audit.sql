-- L3: recompute the chain from its text. The first row that does not follow from the one before is where the log was altered. Months
-- that were put away and are still here are part of it; what is here no more is vouched for by its snapshot, whose signature
-- `./hotel archive --verify` verifies: no key to do it with is in this database.

create function ops.verify_audit(p_hotel text default null)
returns table (hotel text, rows_checked bigint, first_bad_seq bigint, problem text)
language sql stable security definer set search_path = ''
as $$
    select h.slug, c.rows_checked, c.first_bad_seq, c.problem
    from hotel.hotel as h
    cross join lateral app.check_chain(h.hotel_id) as c
    where (p_hotel is null or h.slug = p_hotel) and h.hotel_id in (select hotel.operator_hotels());
$$;
comment on function ops.verify_audit(text) is
'One row per hotel (or for the one named): rows checked, and the first row at which the audit chain is broken, with the reason; null when it is whole. Begins at the first row, or at the signed snapshot behind which months were put away; the snapshot''s states are checked, too.';
grant execute on function ops.verify_audit(text) to hotelmate_operator;

create function app.check_chain(p_hotel_id bigint, out rows_checked bigint, out first_bad_seq bigint, out problem text)
language plpgsql stable set search_path = ''
as $$
declare
    v_seq bigint;
    v_hash bytea;
begin
    select b.seq, b.hash into v_seq, v_hash from app.begin_of_chain(p_hotel_id) as b;
    select
        count(*),
        min(c.seq) filter (where c.problem is not null),
        (array_agg(c.problem order by c.seq) filter (where c.problem is not null))[1]
    into rows_checked, first_bad_seq, problem
    from (
        select
            a.seq,
            case
                when a.seq <> lag(a.seq, 1, v_seq) over w + 1 then 'a row before this one is missing'
                when a.hash is distinct from hotel.audit_digest(lag(a.hash, 1, v_hash) over w, row(a.*)::hotel.audit)
                    then 'this row, or the hash before it, was altered'
            end as problem
        from (
            select l.* from hotel.audit as l where l.hotel_id = p_hotel_id
            union all
            select o.* from archive.audit as o where o.hotel_id = p_hotel_id
        ) as a
        window w as (order by a.seq)
    ) as c;
    if problem is null then
        select t.seq, t.problem into first_bad_seq, problem from app.check_head(p_hotel_id, v_seq + rows_checked) as t;
    end if;
    if problem is null then
        select s.seq, s.problem into first_bad_seq, problem from app.check_snapshots(p_hotel_id, v_seq) as s;
    end if;
end;
$$;
comment on function app.check_chain(bigint) is 'ops.verify_audit of one hotel.';

create function app.begin_of_chain(p_hotel_id bigint, out seq bigint, out hash bytea)
language plpgsql stable set search_path = ''
as $$
begin
    seq := 0;
    hash := '';
    select s.audit_seq, s.audit_hash into seq, hash
    from hotel.log_snapshot as s
    where
        s.hotel_id = p_hotel_id
        and not exists (select from hotel.audit as a where a.hotel_id = p_hotel_id and a.seq <= s.audit_seq)
        and not exists (select from archive.audit as o where o.hotel_id = p_hotel_id and o.seq <= s.audit_seq)
    order by s.upto desc
    limit 1;
    seq := coalesce(seq, 0);
    hash := coalesce(hash, '');
end;
$$;
comment on function app.begin_of_chain(bigint) is
'The row, and its hash, behind which a hotel''s audit rows are here: the newest snapshot''s that is followed by all of them; 0 when none is gone.';

create function app.check_head(p_hotel_id bigint, p_last_seq bigint, out seq bigint, out problem text)
language plpgsql stable set search_path = ''
as $$
declare
    v_head hotel.log_head;
    v_hash bytea;
begin
    select h.* into strict v_head from hotel.log_head as h where h.hotel_id = p_hotel_id;
    if v_head.audit_seq <> p_last_seq then
        seq := p_last_seq + 1;
        problem := format('the head counts %s rows: the tail was cut', v_head.audit_seq);
        return;
    end if;
    select a.hash into v_hash from hotel.audit as a where a.hotel_id = p_hotel_id and a.seq = p_last_seq;
    if not found then
        select s.audit_hash into v_hash from app.newest_snapshot as s where s.hotel_id = p_hotel_id and s.audit_seq = p_last_seq;
    end if;
    if p_last_seq > 0 and v_head.audit_hash is distinct from v_hash then
        seq := p_last_seq + 1;
        problem := 'the head does not carry the last row''s hash';
    end if;
end;
$$;
comment on function app.check_head(bigint, bigint) is 'What is wrong with the head of a hotel''s log, whose last row has this number.';

create function app.check_snapshots(p_hotel_id bigint, p_after bigint, out seq bigint, out problem text)
language plpgsql stable set search_path = ''
as $$
begin
    select s.audit_seq, 'the snapshot does not carry this row''s hash' into seq, problem
    from hotel.log_snapshot as s
    left join archive.audit as o on s.hotel_id = o.hotel_id and s.audit_seq = o.seq
    left join hotel.audit as a on s.hotel_id = a.hotel_id and s.audit_seq = a.seq
    where s.hotel_id = p_hotel_id and s.audit_seq > p_after and s.audit_hash is distinct from coalesce(o.hash, a.hash)
    order by s.audit_seq
    limit 1;
    if not found then
        select n.audit_seq, 'the states of the snapshot were altered' into seq, problem
        from app.newest_snapshot as n
        where n.hotel_id = p_hotel_id and n.state_hash is distinct from app.hash_of_snapshot(p_hotel_id);
    end if;
end;
$$;
comment on function app.check_snapshots(bigint, bigint) is 'What is wrong with a hotel''s snapshots of rows that are here (after this number), or with the states of the newest.';

create function app.hash_of_snapshot(p_hotel_id bigint) returns bytea
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select coalesce(app.hash_states(s.entity, s.entity_id, s.state order by s.entity collate "C", s.entity_id collate "C"), '')
        from hotel.log_snapshot_state as s
        where s.hotel_id = p_hotel_id
    );
end;
$$;
comment on function app.hash_of_snapshot(bigint) is 'Hash over the states that a hotel''s newest snapshot keeps.';
