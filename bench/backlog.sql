-- %(each)s further events of the hotels %(first)s to %(last)s, copies of one that a room's change left: numbered on from the
-- head, as commits would have numbered them. Their guards look away meanwhile.

alter table hotel.event disable trigger sealed_only
--;
alter table hotel.log_head disable trigger sealed_only
--;
insert into hotel.event (hotel_id, seq, at, event_type, entity, entity_id, room_number, changed_fields, payload)
select l.hotel_id, l.event_seq + n, greatest(clock_timestamp(), l.last_at), e.event_type, e.entity, e.entity_id, e.room_number, e.changed_fields, e.payload
from hotel.log_head as l
cross join (select v.* from hotel.event as v where v.event_type = 'room_updated' limit 1) as e
cross join generate_series(1, %(each)s) as n
where l.hotel_id between %(first)s and %(last)s
--;
update hotel.log_head as l
set event_seq = v.seq, last_at = v.at
from (select e.hotel_id, max(e.seq) as seq, max(e.at) as at from hotel.event as e group by e.hotel_id) as v
where l.hotel_id = v.hotel_id and l.event_seq < v.seq
--;
alter table hotel.event enable always trigger sealed_only
--;
alter table hotel.log_head enable always trigger sealed_only
