-- Changes that leave no note: nothing is sealed at commit, so there are no audit rows, no events, and none of the rules over
-- several rows that the seal asks for.

do $$
declare
    v_change text;
begin
    for v_change in
        select format('drop trigger %I on %s', t.tgname, t.tgrelid::pg_catalog.regclass)
        from pg_catalog.pg_trigger as t
        inner join pg_catalog.pg_proc as p on t.tgfoid = p.oid
        where not t.tgisinternal and t.tgparentid = 0 and p.proname like 'note\_%'
    loop
        execute v_change;
    end loop;
end;
$$
