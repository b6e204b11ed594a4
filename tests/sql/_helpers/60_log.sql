-- What was written down since a mark.

create function test.mark(p_slug text default 'harbour') returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_head hotel.log_head;
begin
    perform test.commit();
    select h.* into strict v_head from hotel.log_head as h where h.hotel_id = test.hotel_id(p_slug);
    perform set_config('test.audit_seq', v_head.audit_seq::text, true), set_config('test.event_seq', v_head.event_seq::text, true);
end;
$$;
comment on function test.mark(text) is 'Remembers how long a hotel''s log is.';

create function test.events(p_slug text default 'harbour') returns text[]
language plpgsql volatile security definer set search_path = ''
as $$
begin
    perform test.commit();
    return array(
        select e.event_type
        from hotel.event as e
        where e.hotel_id = test.hotel_id(p_slug) and e.seq > current_setting('test.event_seq')::bigint
        order by e.seq
    );
end;
$$;
comment on function test.events(text) is 'Types of the events since the mark, in order.';

create function test.audit(p_slug text default 'harbour') returns text[]
language plpgsql volatile security definer set search_path = ''
as $$
begin
    perform test.commit();
    return array(
        select a.operation || ' ' || a.entity || coalesce(' ' || a.from_status || '>', '') || case when a.from_status <> a.to_status then a.to_status else '' end
        from hotel.audit as a
        where a.hotel_id = test.hotel_id(p_slug) and a.seq > current_setting('test.audit_seq')::bigint
        order by a.seq
    );
end;
$$;
comment on function test.audit(text) is 'Audit rows since the mark, in order, as "UPDATE booking CONFIRMED>COMPLETED".';

create function test.writes_nothing(
    p_function text, p_booking text, p_description text, p_arguments text default '', p_as text default 'manager'
) returns text
language plpgsql volatile set search_path = public
as $$
begin
    perform test.mark();
    perform test.act(p_function, p_booking, p_arguments, p_as);
    return is(test.audit() || test.events(), '{}', p_description);
end;
$$;
comment on function test.writes_nothing(text, text, text, text, text) is
'api.<function> succeeds and leaves no audit row and no event.';

create function test.answer_after(p_sql text, p_question text) returns text
language plpgsql volatile set search_path = ''
as $$
declare
    v_table regclass;
    v_answer text;
begin
    begin
        set local session_replication_role = replica;
        for v_table in
            select unnest('{hotel.audit,hotel.log_head,hotel.log_snapshot,hotel.log_snapshot_state}'::regclass[])
            union all
            select i.inhrelid from pg_catalog.pg_inherits as i where i.inhparent = 'archive.audit'::regclass
        loop
            execute format('alter table %s disable trigger all', v_table);
        end loop;
        execute p_sql;
        set local session_replication_role = origin;
        execute p_question into v_answer;
        raise exception using errcode = 'TSTOK';
    exception when sqlstate 'TSTOK' then
        return v_answer;
    end;
end;
$$;
comment on function test.answer_after(text, text) is
'What a query answers after what no statement can do to the log, but a hand on the disk could; it is undone.';

create function test.problem_after(p_sql text) returns text
language plpgsql volatile set search_path = ''
as $$
begin
    return test.answer_after(p_sql, $q$ select v.first_bad_seq || ': ' || v.problem from ops.verify_audit('harbour') as v $q$);
end;
$$;
comment on function test.problem_after(text) is 'What ops.verify_audit finds after that; null: nothing.';
