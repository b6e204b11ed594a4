-- What can be told of the database's state, by subject. Every look is along an index, and none further than 10,000 rows.

create function app.figures_of_transitions() returns table (name text, labels jsonb, figure numeric)
language sql stable set search_path = ''
as $$
    select 'hotelmate_transitions', jsonb_build_object('machine', t.machine, 'from', t.from_status, 'to', t.to_status), sum(t.made)
    from hotel.transition_count as t
    group by t.machine, t.from_status, t.to_status
    union all
    select 'hotelmate_transitions_uncounted_rows', '{}', coalesce(sum(l.audit_seq - c.counted_seq), 0)
    from hotel.log_head as l
    inner join hotel.transition_cursor as c on l.hotel_id = c.hotel_id;
$$;
comment on function app.figures_of_transitions() is 'Changes of status, of all hotels together, and what is not counted yet.';

create function app.figures_of_relay() returns table (name text, labels jsonb, figure numeric)
language sql stable set search_path = ''
as $$
    with behind as (
        select
            l.hotel_id, c.delivered_seq, c.delivered_at,
            -- After a restore the numbers leap: what was leapt over does not wait.
            l.event_seq - c.delivered_seq - app.skipped_events(l.hotel_id, c.delivered_seq) as waiting
        from hotel.log_head as l
        inner join hotel.relay_cursor as c on l.hotel_id = c.hotel_id
        where l.event_seq > c.delivered_seq
    ),

    oldest as (
        select min(e.at) as at
        from (select b.* from behind as b order by b.delivered_at limit 200) as b
        cross join lateral (
            select v.at from hotel.event as v
            where v.hotel_id = b.hotel_id and v.seq > b.delivered_seq and v.at >= b.delivered_at
            order by v.seq
            limit 1
        ) as e
    )

    select 'hotelmate_relay_waiting_events', '{}'::jsonb, coalesce(sum(b.waiting), 0) from behind as b
    union all
    select 'hotelmate_relay_hotels_behind', '{}', count(*) from behind
    union all
    select 'hotelmate_relay_lag_seconds', '{}', coalesce(extract(epoch from hotel.clock() - o.at), 0) from oldest as o
    union all
    select 'hotelmate_dead_letters', '{"of": "events"}', count(*) from (select from hotel.dead_letter limit 10000) as d;
$$;
comment on function app.figures_of_relay() is 'How far behind the relay is, and what was refused for itself.';

create function app.figures_of_money() returns table (name text, labels jsonb, figure numeric)
language sql stable set search_path = ''
as $$
    with command as (
        select c.kind, c.created_at from hotel.payment_command as c where c.status = 'PENDING' order by c.next_attempt_at limit 10000
    ),

    inbox as (
        select w.next_attempt_at = 'infinity' as is_dead, w.received_at
        from hotel.provider_inbox as w where w.status <> 'PROCESSED' order by w.next_attempt_at limit 10000
    )

    select 'hotelmate_payment_commands_pending', jsonb_build_object('kind', k.kind), count(c.kind)
    from unnest(enum_range(null::hotel.command_kind)) as k (kind)
    left join command as c on k.kind = c.kind
    group by k.kind
    union all
    select 'hotelmate_payment_command_oldest_seconds', '{}', coalesce(extract(epoch from hotel.clock() - min(c.created_at)), 0)
    from command as c
    union all
    select 'hotelmate_inbox_waiting_events', '{}', count(*) filter (where not i.is_dead) from inbox as i
    union all
    select 'hotelmate_inbox_oldest_seconds', '{}',
        coalesce(extract(epoch from hotel.clock() - min(i.received_at) filter (where not i.is_dead)), 0)
    from inbox as i
    union all
    select 'hotelmate_dead_letters', '{"of": "provider_events"}', count(*) filter (where i.is_dead) from inbox as i;
$$;
comment on function app.figures_of_money() is 'What the payment provider is still to be asked for, and what it said that is not entered yet.';

create function app.figures_of_upkeep() returns table (name text, labels jsonb, figure numeric)
language sql stable set search_path = ''
as $$
    with mail as (
        select m.created_at from hotel.mail as m where m.status = 'PENDING' order by m.next_attempt_at limit 10000
    ),

    job as (
        select j.job, (hotel.clock() - r.finished_at) as ago, coalesce(r.finished_at >= hotel.clock() - 3 * j.every and r.failed = 0, false) as is_healthy
        from hotel.job as j
        left join lateral (
            select n.finished_at, n.failed
            from hotel.job_run as n where n.job = j.job and n.finished_at is not null order by n.started_at desc limit 1
        ) as r on true
    )

    select 'hotelmate_mail_waiting', '{}'::jsonb, count(*) from mail
    union all
    select 'hotelmate_mail_oldest_seconds', '{}', coalesce(extract(epoch from hotel.clock() - min(m.created_at)), 0) from mail as m
    union all
    select 'hotelmate_job_is_healthy', jsonb_build_object('job', j.job), j.is_healthy::int from job as j
    union all
    select 'hotelmate_job_last_run_seconds', jsonb_build_object('job', j.job), extract(epoch from j.ago) from job as j where j.ago is not null
    union all
    select 'hotelmate_open_cases', jsonb_build_object('check', c.check_code), count(*)
    from (select d.check_code from hotel.drift_case as d where d.status = 'OPEN' limit 10000) as c
    group by c.check_code
    union all
    select 'hotelmate_hotels', '{}', count(*) from hotel.hotel
    union all
    select 'hotelmate_release', jsonb_build_object('code', left(v.sha256, 12)), 1 from hotel.code_version as v;
$$;
comment on function app.figures_of_upkeep() is 'Letters, jobs, cases, and which release this is.';
