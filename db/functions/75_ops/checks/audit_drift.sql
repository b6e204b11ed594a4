create function app.audit_drift(p_hotel_id bigint)
returns table (check_code text, entity text, entity_id text, expected text, actual text)
language plpgsql stable set search_path = ''
as $$
declare
    v_slug text := (select h.slug from hotel.hotel as h where h.hotel_id = p_hotel_id);
begin
    return query
    select 'audit_chain', 'audit', v.first_bad_seq::text, 'an unbroken chain', v.problem
    from ops.verify_audit(v_slug) as v
    where v.problem is not null;

    -- What was altered says nothing about the live rows, and may not even be JSON.
    if not found then
        return query
        select 'audit_fold', r.entity, r.entity_id, coalesce(r.expected::text, 'no row'), coalesce(r.actual::text, 'no row')
        from ops.rebuild(v_slug) as r;
    end if;
end;
$$;
comment on function app.audit_drift(bigint) is
'The audit log of a hotel against itself, and when it is whole against the live rows. For a hotel the caller may work on.';
