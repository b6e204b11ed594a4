-- Provider events that wait for people: what disagreed with our books, and what could not be entered in twenty attempts.

create function ops.find_provider_dead_letters()
returns table (
    event_id text, event_type text, hotel text, intent_reference text, error text, attempts int, received_at timestamptz
)
language sql stable security definer set search_path = ''
as $$
    select w.event_id, w.event_type, h.slug, w.intent_reference, w.error, w.attempts, w.received_at
    from hotel.provider_inbox as w
    left join hotel.hotel as h on w.hotel_id = h.hotel_id
    where
        w.status <> 'PROCESSED' and w.next_attempt_at = 'infinity'
        and (w.hotel_id is null or w.hotel_id in (select hotel.operator_hotels()));
$$;
comment on function ops.find_provider_dead_letters() is
'Provider events nobody tries any more, of the hotels the caller may work on and of none: what ops.provider_dead_letters shows.';
grant execute on function ops.find_provider_dead_letters() to hotelmate_operator;

create view ops.provider_dead_letters as
select d.event_id, d.event_type, d.hotel, d.intent_reference, d.error, d.attempts, d.received_at
from ops.find_provider_dead_letters() as d;
comment on view ops.provider_dead_letters is
'Provider events that wait for people, and why. ops.retry_provider_event tries one again; compare the event with the provider''s own books first.';
grant select on ops.provider_dead_letters to hotelmate_operator;
