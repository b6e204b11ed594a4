begin;
select plan(30);
select test.open_house();
select test.in_house('guest', 101);
select test.assigned('coming', 102, '2026-06-11');
select test.paid('later', '2026-06-15');
insert into hotel.job_run (job, started_at, finished_at) select j.job, hotel.clock(), hotel.clock() from hotel.job as j;
update hotel.relay_cursor set delivered_seq = (select h.event_seq from hotel.log_head as h where h.hotel_id = test.hotel_id()) where true;
select is_empty('select * from ops.drift', 'a healthy hotel has no drift');

-- Injected behind the rules' back: as a replica no trigger guards or records it; where a constraint holds, it is dropped first.
create function pg_temp.drift_after(p_sql text) returns text[] language plpgsql as $$
declare
    v_codes text[];
begin
    begin
        alter table hotel.audit disable trigger all;
        alter table hotel.event disable trigger all;
        alter table hotel.ledger_entry disable trigger all;
        set local session_replication_role = replica;
        execute p_sql;
        set local session_replication_role = origin;
        select array_agg(distinct d.check_code order by d.check_code) into v_codes from ops.drift as d where d.check_code <> 'audit_fold';
        raise exception using errcode = 'TSTOK';
    exception when sqlstate 'TSTOK' then
        return v_codes;
    end;
end;
$$;
select is(pg_temp.drift_after(i.sql), i.codes, i.description)
from (
    values
    ($$ update hotel.room set room_status = 'OCCUPIED' where id = test.room_id(105) $$, array['occupancy'], 'a room is occupied by nobody'),
    (
        $$ alter table hotel.room_claim drop constraint one_holder_per_room_and_night;
           update hotel.room_claim set room_id = test.room_id(101) where booking_id = test.id('coming') $$,
        array['room_conflict'], 'a room is held twice'
    ),
    (
        $$ insert into hotel.room_claim (hotel_id, room_id, kind, booking_id, stay)
           select hotel_id, test.room_id(103), 'ASSIGNMENT', id, daterange(check_in, check_out) from hotel.booking where promo_code = 'later';
           alter table hotel.booking drop constraint no_show_says_when_and_what_it_costs;
           update hotel.inventory_night set sold = sold - 1 where night = '2026-06-15';
           update hotel.inventory_night set sold = sold - 1 where night = '2026-06-16' and sold > 0;
           update hotel.booking set status = 'NO_SHOW', no_show_at = hotel.clock(), no_show_fee_minor = total_minor where promo_code = 'later' $$,
        array['stale_assignment', 'token_after_departure'], 'a booking that ended still holds its room, and its token still opens'
    ),
    (
        $$ update hotel.booking set checked_in_at = hotel.clock() where promo_code = 'coming' $$,
        array['stay_without_room'], 'somebody is in house without a room'
    ),
    (
        $$ update hotel.room_claim set stay = '[2026-06-11,2026-06-20)' where booking_id = test.id('coming') $$,
        array['claim_nights'], 'a room is held for other nights'
    ),
    (
        $$ update hotel.room_claim set room_id = test.room_id(201) where booking_id = test.id('coming') $$,
        array['unsuitable_room'], 'a room of another type is held without a reason'
    ),
    (
        $$ update hotel.booking set adults = 4 where promo_code = 'coming' $$, array['unsuitable_room'], 'a room is held that is too small'
    ),
    (
        $$ alter table hotel.booking drop constraint expired_says_when_and_why;
           update hotel.booking set expired_at = hotel.clock() where promo_code = 'later' $$,
        array['booking_facts'], 'a confirmed booking has expired'
    ),
    (
        $$ update hotel.booking set number = 'BK-OTHER-2026-0099' where promo_code = 'later' $$,
        array['booking_number'], 'a number of another hotel'
    ),
    (
        $$ update hotel.party_member set role = 'COMPANION' where booking_id = test.id('later') $$, array['party'], 'a party without a primary guest'
    ),
    (
        $$ update hotel.booking set checked_in_at = null where promo_code = 'guest';
           update hotel.room_claim set occupied_from = null where booking_id = test.id('guest');
           update hotel.room set room_status = 'READY_FOR_GUEST' where id = test.room_id(101) $$,
        array['guest_after_departure'], 'a guest is in the room of nobody''s stay'
    ),
    (
        $$ update hotel.in_house_guest set room_id = test.room_id(105) where booking_id = test.id('guest') $$, array['guest_in_wrong_room'],
        'a guest is in a room that nobody stays in'
    ),
    (
        $$ update hotel.in_house_guest set room_id = null where booking_id = test.id('guest') $$, array['guest_in_wrong_room'],
        'a guest is in no room while the stay goes on'
    ),
    ($$ update hotel.booking set adults = 2 where promo_code = 'guest' $$, array['party'], 'somebody of a party in the house has no name'),
    (
        $$ update hotel.room_claim set stay = '[2026-06-11,2026-06-12)' where booking_id = test.id('guest') $$,
        array['claim_nights'], 'tonight''s bed of a guest in the house is free'
    ),
    ($$ update hotel.inventory_night set held = held + 1 $$, array['inventory'], 'nights hold what nobody booked'),
    (
        $$ alter table hotel.payment drop constraint refunded_is_within_captured; update hotel.payment set refunded_minor = 1 $$,
        array['payment_sums'], 'a payment says what its ledger does not'
    ),
    (
        $$ delete from hotel.ledger_entry where booking_id = test.id('later'); update hotel.payment set authorized_minor = 0, captured_minor = 0
           where booking_id = test.id('later') $$,
        array['payment_status'], 'a booking is paid by nothing'
    ),
    ($$ delete from hotel.event where seq = 3 $$, array['event_gap'], 'an event is missing'),
    (
        $$ update hotel.relay_cursor set delivered_seq = 1; update hotel.event set at = at - interval '1 day' where seq = 2 $$,
        array['undelivered_event'], 'events wait'
    ),
    (
        $$ delete from hotel.relay_cursor; update hotel.event set at = at - interval '1 day' where seq = 2 $$,
        array['undelivered_event'], 'nobody knows how far events were delivered'
    ),
    ($$ update hotel.relay_cursor set delivered_seq = 99999 $$, array['undelivered_event'], 'events will be taken for delivered'),
    ($$ update hotel.audit set note = 'forged' where seq = 5 $$, array['audit_chain'], 'the audit was altered'),
    (
        $$ update hotel.audit set to_status = 'EXPIRED' where entity = 'booking' and seq = (
            select max(a.seq) from hotel.audit as a where a.entity = 'booking' and a.to_status = 'CONFIRMED' and a.from_status = 'PENDING_APPROVAL'
        ); update hotel.audit set from_status = 'CONFIRMED' where entity = 'booking' and to_status = 'EXPIRED' $$,
        array['audit_chain', 'unlisted_transition'], 'the audit shows a step that does not exist'
    ),
    (
        $$ update hotel.job_run set started_at = started_at - interval '1 day', finished_at = finished_at - interval '1 day'
           where job = 'lapse_holds' $$,
        array['job_not_running'], 'a job has stopped'
    ),
    (
        $$ insert into hotel.provider_inbox (event_id, event_type, payload, received_at)
           values ('evt_1', 'x', '{}', hotel.clock() - interval '2 hours') $$,
        array['unprocessed_webhook'], 'a provider event waits'
    ),
    (
        $$ insert into hotel.payment_command (hotel_id, payment_id, booking_id, kind, amount_minor, currency, created_at)
           select p.hotel_id, p.id, p.booking_id, 'REFUND', 1, p.currency, hotel.clock() - interval '2 hours' from hotel.payment as p limit 1 $$,
        array['stuck_command'], 'a command hangs'
    )
) as i (sql, codes, description);

-- What is found is named by the rest of its primary key, whether the audit knows its table or not.
create function pg_temp.named_after(p_sql text) returns text language plpgsql as $$
declare
    v_named text;
begin
    begin
        set local session_replication_role = replica;
        execute p_sql;
        set local session_replication_role = origin;
        select string_agg(d.entity || ' ' || d.entity_id, ', ' order by d.entity) into v_named from ops.drift as d where d.check_code = 'foreign_row';
        raise exception using errcode = 'TSTOK';
    exception when sqlstate 'TSTOK' then
        return v_named;
    end;
end;
$$;
select is(
    pg_temp.named_after($$ insert into hotel.booking_text (hotel_id, booking_id) values (test.hotel_id(), 999999) $$), 'booking_text 999999',
    'what was written about no booking is named by that booking'
);
select is(
    pg_temp.named_after(
        $$ insert into hotel.cancellation_policy_tier (hotel_id, policy_id, hours_before_checkin, penalty_type)
           values (test.hotel_id(), 999999, 48, 'FULL_STAY') $$
    ),
    'cancellation_policy_tier 999999/48', 'a tier of no policy by both parts of its key'
);
select * from finish();
rollback;
