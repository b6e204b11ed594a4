-- Everything that can be told of the state of all hotels, in one call: what our own listener shows to Prometheus.

create function app.figure_catalog() returns table (name text, kind text, help text)
language sql immutable set search_path = ''
as $$
    values
    ('hotelmate_transitions', 'counter', 'Changes of status in the audit log, by machine.'),
    ('hotelmate_transitions_uncounted_rows', 'gauge', 'Rows of the audit log that hotelmate_transitions has not gone through.'),
    ('hotelmate_relay_waiting_events', 'gauge', 'Events that are not delivered yet.'),
    ('hotelmate_relay_hotels_behind', 'gauge', 'Hotels with an event that is not delivered yet.'),
    ('hotelmate_relay_lag_seconds', 'gauge', 'Age of the oldest event that is not delivered yet.'),
    ('hotelmate_dead_letters', 'gauge', 'What nobody tries any more and people must look at, up to 10,000: events a channel refused, provider events.'),
    ('hotelmate_payment_commands_pending', 'gauge', 'What the payment provider is still to be asked for, up to 10,000.'),
    ('hotelmate_payment_command_oldest_seconds', 'gauge', 'Age of the oldest of them.'),
    ('hotelmate_inbox_waiting_events', 'gauge', 'Reports of the payment provider that are not entered yet, up to 10,000.'),
    ('hotelmate_inbox_oldest_seconds', 'gauge', 'Age of the oldest of them.'),
    ('hotelmate_mail_waiting', 'gauge', 'Letters that are not sent yet, up to 10,000.'),
    ('hotelmate_mail_oldest_seconds', 'gauge', 'Age of the oldest of them.'),
    ('hotelmate_job_is_healthy', 'gauge', '1 when the last run of a job did everything and is no older than three periods.'),
    ('hotelmate_job_last_run_seconds', 'gauge', 'Time since the last run of a job ended; nothing for one that never ran.'),
    ('hotelmate_open_cases', 'gauge', 'Contradictions that wait for people, by check, up to 10,000.'),
    ('hotelmate_hotels', 'gauge', 'Hotels there are.'),
    ('hotelmate_release', 'gauge', '1; code is the hash of the functions that are deployed.');
$$;
comment on function app.figure_catalog() is 'The figures there are: names, what Prometheus calls their kind, and what they say.';

create function relay.figures() returns table (name text, kind text, help text, labels jsonb, figure numeric)
language plpgsql volatile security definer set search_path = ''
as $$
begin
    perform app.count_transitions(p_rows => 20000);
    return query
    select c.name, c.kind, c.help, f.labels, f.figure
    from app.figure_catalog() as c
    -- Also without a row: a figure that is nought at the moment is known all the same.
    left join (
        select t.* from app.figures_of_transitions() as t
        union all
        select r.* from app.figures_of_relay() as r
        union all
        select m.* from app.figures_of_money() as m
        union all
        select u.* from app.figures_of_upkeep() as u
    ) as f on c.name = f.name
    order by c.name;
end;
$$;
comment on function relay.figures() is
'What can be told of the state of all hotels: {name, kind (counter or gauge), help, labels, figure}, ordered by name; labels and figure null where there is nothing.';
grant execute on function relay.figures() to hotelmate_listener;
