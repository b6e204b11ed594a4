begin;
select plan(27);
select test.open_house();
select test.in_house('guest', 101, p_nights => 1);
select
    test.act(
        'create_house_guest', null,
        $$ p_room_number => 101, p_first_name => 'Flo', p_last_name => 'Friend', p_check_out_date => '2026-06-11' $$
    );
select test.assigned('arrival', 102);
select test.request('request');
select test.hold('hold');

-- A statement typed by hand and what is announced of it.
create function pg_temp.announces(p_sql text) returns text[] language plpgsql as $$
declare
    v_events text[];
begin
    perform test.mark();
    begin
        execute p_sql;
        v_events := test.events();
        raise exception using errcode = 'TSTOK';
    exception when sqlstate 'TSTOK' then
        return v_events;
    end;
end;
$$;
select is(pg_temp.announces(c.change), c.events::text[], 'announced: ' || c.description)
from (
    values
    ('a booking', $$ update hotel.booking set children = 1 where promo_code = 'request' $$, '{booking_updated}'),
    ('what somebody wrote about it', $$ insert into hotel.booking_text (hotel_id, booking_id, internal_notes)
        values (test.hotel_id(), test.id('request'), 'quiet room') $$, '{booking_updated}'),
    (
        'a name of its party',
        $$ update hotel.person set first_name = 'Anna' where id = (test.booking('request')).booker_person_id $$,
        '{booking_party_updated}'
    ),
    ('its party', $$ insert into hotel.party_member (hotel_id, booking_id, person_id, role, is_staying)
        values (test.hotel_id(), test.id('request'), (test.booking('request')).booker_person_id, 'COMPANION', false) $$, '{booking_party_updated}'),
    (
        'its money', $$ insert into hotel.ledger_entry (hotel_id, payment_id, booking_id, kind, amount_minor, currency, reference, at)
        select p.hotel_id, p.id, p.booking_id, 'FAILED', 0, p.currency, 'x', hotel.clock() from hotel.payment as p where p.booking_id = test.id('request') $$,
        '{booking_updated}'
    ),
    (
        'a command about its money', $$ insert into hotel.payment_command (hotel_id, payment_id, booking_id, kind, amount_minor, currency)
        select p.hotel_id, p.id, p.booking_id, 'VERIFY', 0, p.currency from hotel.payment as p where p.booking_id = test.id('request') $$,
        '{booking_updated}'
    ),
    ('a room it gets', $$ update hotel.room_claim set note = 'sea view' where booking_id = test.id('arrival') $$, '{booking_updated}'),
    ('a room', $$ update hotel.room set turnover_notes = 'x' where id = test.room_id(105) $$, '{room_updated}'),
    ('a room that turns', $$ update hotel.room set room_status = 'MAINTENANCE_REQUIRED' where id = test.room_id(105) $$, '{room_updated}'),
    (
        'a new room',
        $$ insert into hotel.room (hotel_id, room_number, room_type_id) values (test.hotel_id(), 111, test.type_id('DBL')) $$,
        '{room_updated}'
    ),
    ('a block on a room', $$ insert into hotel.room_block (hotel_id, room_id, starts_on, ends_on, reason)
        values (test.hotel_id(), test.room_id(105), '2026-07-01', '2026-07-02', 'x') $$, '{room_updated}'),
    ('a guest who leaves', $$ update hotel.in_house_guest set room_id = null where booking_id is null $$, '{room_occupancy_updated}'),
    (
        'a task',
        $$ insert into hotel.housekeeping_task (hotel_id, room_id, task_type) values (test.hotel_id(), test.room_id(105), 'STAYOVER') $$,
        '{room_updated}'
    ),
    ('a discrepancy', $$ insert into hotel.discrepancy (hotel_id, room_id, kind, counted, expected)
        values (test.hotel_id(), test.room_id(105), 'SLEEP', 1, 0) $$, '{room_updated}'),
    ('an overstay', $$ insert into hotel.overstay_incident (hotel_id, booking_id, expected_checkout_date, detected_at)
        values (test.hotel_id(), test.id('guest'), '2026-06-11', hotel.clock()) $$, '{booking_updated,booking_overstay_flagged}'),
    ('a whole arrival, once per booking and room', $$ select test.arrive_by_hand('arrival') $$, '{booking_checked_in,room_occupancy_updated}'),
    ('two changes of one booking, once', $$ update hotel.booking set children = 1 where promo_code = 'request';
        update hotel.booking set children = 2 where promo_code = 'request' $$, '{booking_updated}'),
    ('two bookings, each', $$ update hotel.booking set children = 1 where promo_code in ('request', 'hold') $$, '{booking_updated,booking_updated}'),
    ('nothing, when nothing changed', $$ update hotel.booking set children = children, adults = adults $$, '{}'),
    ('nothing, when a room is told what it knows', $$ update hotel.room set room_status = room_status, turnover_notes = turnover_notes $$, '{}')
) as c (description, change, events);

-- Computed changes never emit: hours go by, and the risks with them.
select test.mark();
select test.at('2026-06-10 21:59 Europe/Dublin');
select is(test.answer('get_booking', 'request') ->> 'approval_risk_level', 'CRITICAL', 'a request is critical by now');
select test.at('2026-06-11 15:00 Europe/Dublin');
select is(test.answer('get_booking', 'guest') ->> 'overstay_risk_level', 'CRITICAL', 'a guest overstays by now');
select is(test.audit() || test.events(), '{}', 'and nobody was told: nothing changed');

-- A snapshot is complete, and of the state that commits.
select test.mark();
select test.act('mark_booking_seen', 'request');
select is(
    (select e.payload::jsonb ->> 'staff_seen_at' from hotel.event as e order by e.seq desc limit 1),
    '2026-06-11T14:00:00+00:00',
    'an event tells the new state'
);
select is(
    (select e.changed_fields from hotel.event as e order by e.seq desc limit 1),
    '{staff_seen_at,staff_seen_by,staff_seen_by_display}',
    'and what is new about it'
);
select is(
    (select e.payload::jsonb - 'changed_fields' from hotel.event as e order by e.seq desc limit 1),
    (select to_jsonb(v) from app.booking_view as v where v.id = test.id('request')), 'as staff would read it'
);
select is(
    (select count(distinct e.event_id) from hotel.event as e), (select count(*) from hotel.event), 'every event has an id of its own'
);
select * from finish();
rollback;
