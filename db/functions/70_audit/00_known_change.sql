-- What is known of every audited row: where the log begins, how it stood there; then each change. Two tables and no join, so that
-- both are reached by their keys whoever asks.

create view app.known_change as
select
    a.hotel_id, a.seq, a.at, a.entity, a.entity_id, a.operation, a.from_status, a.to_status, a.action, a.actor, a.staff_id,
    a.database_role, a.source, a.note, a.changes
from hotel.audit as a
union all
select
    s.hotel_id, s.audit_seq, s.upto, s.entity, s.entity_id, 'SNAPSHOT', null::text, null::text, 'detach_log', 'log snapshot', null::bigint,
    'hotelmate_owner', 'SYSTEM'::hotel.change_source, null::text, s.state
from hotel.log_snapshot_state as s;
comment on view app.known_change is
'The audit log, led by the states of its snapshot (operation SNAPSHOT) where its first months were put away. Without hashes: the chain is ops.verify_audit''s.';

create view app.newest_snapshot as
select distinct on (s.hotel_id) s.*
from hotel.log_snapshot as s
order by s.hotel_id asc, s.upto desc;
comment on view app.newest_snapshot is 'Where each hotel''s log begins; no row: with its first entry.';
