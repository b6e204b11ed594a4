begin;
select plan(10);
select test.open_house();

-- By the catalog: a column that is added is a field of the payload, or is said not to be.
select
    is_empty(
        format(
            $$ select a.attname from pg_attribute as a
               where a.attrelid = %L::regclass and a.attnum > 0 and not a.attisdropped
               and app.payload_field(%L, a.attname) is not null
               and app.payload_field(%L, a.attname) not in (
                   select v.attname from pg_attribute as v where v.attrelid = %L::regclass and v.attnum > 0
               ) $$, 'hotel.' || e.entity, e.entity, e.entity, e.view_name
        ),
        format('every column of %s is a field of %s, or of none', e.entity, e.view_name)
    )
from (
    values ('booking', 'app.booking_view'), ('room', 'app.room_view'), ('overstay_incident', 'app.overstay_view')
) as e (entity, view_name);

create function pg_temp.told(p_type text, p_entity text) returns text[] language sql as $$
    select e.changed_fields from hotel.event as e
    where e.hotel_id = test.hotel_id() and e.event_type = p_type and e.entity = p_entity and e.seq > current_setting('test.event_seq')::bigint
    order by e.seq desc limit 1;
$$;
select test.request('ann');
select test.mark();
select test.act('mark_booking_seen', 'ann');
select is(pg_temp.told('booking_updated', 'booking'), '{staff_seen_at,staff_seen_by,staff_seen_by_display}', 'who has seen it');
select test.pays('ann', 'CAPTURED');
select test.act('approve_booking', 'ann');
select test.mark();
select test.act('assign_room', 'ann', format('p_room_id => %s', test.room_id(101)));
select is(
    pg_temp.told('booking_room_assigned', 'booking'), '{assigned_room_number,room,room_assigned_at,room_number,stay_status}',
    'a room, which is not in the booking''s own row'
);
select test.mark();
select test.act('check_in', 'ann');
select ok(pg_temp.told('booking_checked_in', 'booking') @> '{checked_in_at}', 'the arrival');
select ok(
    pg_temp.told('room_occupancy_updated', 'room') @> '{room_status,is_occupied,current_booking_id,check_in_time,guests_in_room,primary_guest}',
    'who is in the room now'
);
select test.mark();
select test.act('check_out', 'ann', 'p_open_balance_note => ''a test''');
select ok(not pg_temp.told('booking_checked_out', 'booking') @> '{departed_on}', 'nothing that the payload does not have');
select test.mark();
select test.act('start_cleaning', null, 'p_room_number => 101');
select is(pg_temp.told('room_updated', 'room'), '{room_status}', 'the room''s status');
select is(
    (
        select array(select json_array_elements_text((e.payload::json) -> 'changed_fields'))
        from hotel.event as e
        where e.hotel_id = test.hotel_id()
        order by e.seq desc
        limit 1
    ),
    pg_temp.told('room_updated', 'room'), 'the payload says the same'
);
select * from finish();
rollback;
