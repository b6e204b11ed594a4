-- Time in a test stands still until the test moves it. The clock is replaced by DDL, which the file's ROLLBACK takes back.

create function test.at(p_now timestamptz) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    perform set_config('test.now', p_now::text, true);
    -- Once per transaction, and with the same body: a literal would live on in plans that are already made.
    if (select p.provolatile <> 's' or p.prosqlbody is not null from pg_catalog.pg_proc as p where p.oid = 'hotel.clock()'::regprocedure) then
        create or replace function hotel.clock() returns timestamptz language sql stable parallel safe as $clock$
            select pg_catalog.current_setting('test.now')::timestamptz
        $clock$;
    end if;
end;
$$;
comment on function test.at(timestamptz) is 'Sets the clock of every rule until the end of the transaction.';

create function test.today() returns date
language sql stable set search_path = ''
as $$
    select (hotel.clock() at time zone 'Europe/Dublin')::date;
$$;
comment on function test.today() is 'The calendar day in Dublin, where test hotels are unless they say otherwise.';

create function test.commit() returns void
language plpgsql volatile set search_path = ''
as $$
begin
    set constraints all immediate;
    set constraints all deferred;
    perform set_config('hotelmate.context', '', true);
end;
$$;
comment on function test.commit() is
'Everything a COMMIT would do, without one: deferred checks run, notes are sealed into audit and events, the action is over. Errors: theirs.';
