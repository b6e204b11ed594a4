-- An erasure is judged, completed and carried out by its own row, whoever inserts it; nothing takes it back.

create function app.guard_erasure() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    new.person_ids := app.lock_people_of(new);
    perform app.refuse_erasure(new);
    new.person_ids := array(
        select q.id from hotel.person as q
        where q.hotel_id = new.hotel_id and q.id = any(new.person_ids) and q.erased_at is null
        order by q.id
    );
    new.log_mentions := app.log_mentions(new);
    return new;
end;
$$;
comment on function app.guard_erasure() is
'Locks the bookings and people of an erasure, judges it, and names the persons who are still to be erased. Errors: those of app.refuse_erasure, 23514 erasure_names_somebody.';

create trigger guard before insert on hotel.erasure for each row execute function app.guard_erasure();

create function app.erase() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    perform app.erase_answers(new);
    perform app.erase_provider_events(new);
    perform app.erase_import_rejects(new);
    perform app.erase_events(new);
    perform app.erase_stays(new);
    perform app.erase_people(new);
    return null;
end;
$$;
comment on function app.erase() is 'Erases everybody whom an erasure names, from every place where they are kept.';

create trigger erase after insert on hotel.erasure for each row execute function app.erase();

create trigger append_only before update or delete on hotel.erasure for each row execute function app.refuse_change();
alter table hotel.erasure enable always trigger append_only;

-- Nobody is erased without it: not judged, not audited, and of a guest who is in the house the name could never be written again.
create function app.guard_erased() returns trigger
language plpgsql stable set search_path = ''
as $$
begin
    raise exception using
        errcode = 'RVSTT', message = 'A person is erased by an erasure.', detail = 'ERASURE_HAS_ITS_ROW', hint = 'Use api.erase_guest.';
end;
$$;
comment on function app.guard_erased() is 'Refuses to call a person erased by hand. Always raises RVSTT ERASURE_HAS_ITS_ROW.';

create trigger guard_erased_new before insert on hotel.person
for each row when (new.erased_at is not null)
execute function app.guard_erased();
create trigger guard_erased before update of erased_at on hotel.person
for each row when (old.erased_at is null and new.erased_at is not null and pg_catalog.pg_trigger_depth() = 0)
execute function app.guard_erased();
