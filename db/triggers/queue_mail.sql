-- A booking that is confirmed, declined, expired or cancelled is written about, whatever path the change came by.

create function app.queue_mail_of_booking() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    if (app.context()).action <> 'import' then
        perform app.queue_mail(
            new.hotel_id, new.id,
            case new.status
                when 'CONFIRMED' then 'CONFIRMATION' when 'DECLINED' then 'DECLINE' when 'EXPIRED' then 'EXPIRY' else 'CANCELLATION'
            end::hotel.mail_kind
        );
    end if;
    return null;
end;
$$;
comment on function app.queue_mail_of_booking() is 'Queues the letter that a booking''s new status calls for; an imported booking has been written about elsewhere.';

create trigger queue_mail_of_new after insert on hotel.booking
for each row when (new.status = 'CONFIRMED')
execute function app.queue_mail_of_booking();
create trigger queue_mail after update of status on hotel.booking
for each row when (new.status <> old.status and new.status in ('CONFIRMED', 'DECLINED', 'EXPIRED', 'CANCELLED'))
execute function app.queue_mail_of_booking();
