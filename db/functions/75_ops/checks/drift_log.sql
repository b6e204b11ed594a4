create view app.drift_log as
select
    h.hotel_id, 'event_gap' as check_code, 'event' as entity, h.hotel_id::text as entity_id,
    format('%s events', k.numbered) as expected, format('%s events, last %s', e.events, e.last_seq) as actual
from hotel.log_head as h
left join app.newest_snapshot as s on h.hotel_id = s.hotel_id
cross join
    lateral (
        -- Those that were put away are counted by the snapshot.
        select count(*) + coalesce(s.events, 0) as events, coalesce(max(v.seq), s.event_seq, 0) as last_seq
        from hotel.event as v
        where v.hotel_id = h.hotel_id and v.seq > coalesce(s.event_seq, 0)
    ) as e
cross join lateral (select h.event_seq - app.skipped_events(h.hotel_id, 0) as numbered) as k
where e.events <> k.numbered or e.last_seq <> h.event_seq

union all
select
    h.hotel_id, 'undelivered_event', 'event', (c.delivered_seq + 1)::text, 'delivered within ten minutes',
    format('%s events wait', h.event_seq - c.delivered_seq - app.skipped_events(h.hotel_id, c.delivered_seq))
from hotel.log_head as h
left join hotel.relay_cursor as k on h.hotel_id = k.hotel_id
cross join lateral (select coalesce(k.delivered_seq, 0) as delivered_seq, coalesce(k.delivered_at, '-infinity') as delivered_at) as c
where
    h.event_seq > c.delivered_seq
    and exists (
        select from hotel.event as v
        where
            v.hotel_id = h.hotel_id and v.seq > c.delivered_seq and v.at >= c.delivered_at
            and v.at < hotel.clock() - interval '10 minutes'
    )

union all
-- Whatever is numbered up to there would never be delivered.
select
    h.hotel_id, 'undelivered_event', 'event', (h.event_seq + 1)::text, format('delivered up to event %s', h.event_seq),
    format('marked as delivered up to event %s', c.delivered_seq)
from hotel.log_head as h
inner join hotel.relay_cursor as c on h.hotel_id = c.hotel_id
where c.delivered_seq > h.event_seq

union all
select o.hotel_id, f.check_code, f.entity, f.entity_id, f.expected, f.actual
from hotel.operator_hotels() as o (hotel_id)
cross join lateral app.audit_drift(o.hotel_id) as f

union all
select null, 'job_not_running', 'job', j.job, format('a run every %s', j.every), coalesce('last finished ' || max(r.finished_at)::text, 'never run')
from hotel.job as j
left join hotel.job_run as r on j.job = r.job
group by j.job, j.every
having coalesce(max(r.finished_at), app.in_service_since()) < hotel.clock() - 3 * j.every;

comment on view app.drift_log is 'Trouble of the log: gaps, broken chain, audit against live rows, backlog, jobs.';
