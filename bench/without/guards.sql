-- Tables that take a change from whoever makes it, in whatever order. What follows from a change (nights counted, letters
-- queued, claims released) still does.

do $$
declare
    v_change text;
begin
    for v_change in
        select format('drop trigger %I on %s', t.tgname, t.tgrelid::pg_catalog.regclass)
        from pg_catalog.pg_trigger as t
        inner join pg_catalog.pg_proc as p on t.tgfoid = p.oid
        where not t.tgisinternal and t.tgparentid = 0 and p.proname ~ '^(guard|refuse)_'
    loop
        execute v_change;
    end loop;
end;
$$
