-- What is said is said in a conversation that goes on: under its lock, so that one that ends meanwhile hears nothing more.
create function app.guard_message() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_status hotel.archive_status;
begin
    select c.status into v_status
    from hotel.conversation as c
    where c.hotel_id = new.hotel_id and c.id = new.conversation_id
    for share;
    if v_status = 'ARCHIVED' then
        raise exception using
            errcode = 'RVSTT', message = 'The conversation is over.', detail = 'CONVERSATION_IS_ARCHIVED', hint = 'Begin another one.';
    end if;
    return new;
end;
$$;
comment on function app.guard_message() is 'Refuses a message in a conversation that is over. Errors: RVSTT CONVERSATION_IS_ARCHIVED.';

create trigger guard before insert or update of conversation_id on hotel.message
for each row execute function app.guard_message();
