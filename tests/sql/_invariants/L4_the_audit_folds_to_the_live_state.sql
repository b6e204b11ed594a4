begin;
select plan(38);
select test.open_house();
insert into hotel.cancellation_policy (hotel_id, code, name, template_type, free_until_hours, penalty_type)
values (test.hotel_id(), 'FLEX', 'Flexible', 'FLEXIBLE', 24, 'FIRST_NIGHT');
update hotel.hotel_policy as l
set default_cancellation_policy_id = c.id
from hotel.cancellation_policy as c
where l.hotel_id = test.hotel_id() and c.hotel_id = l.hotel_id;
select test.booking_in(s.status, lower(s.status))
from unnest(array[
    'PENDING_PAYMENT', 'PENDING_APPROVAL', 'CONFIRMED', 'DECLINED', 'EXPIRED', 'CANCELLED', 'CANCELLED_DRAFT', 'NO_SHOW', 'COMPLETED'
]) as s (status);
select test.in_house('mover', 101);
select test.act('move_room', 'mover', format('p_to_room_id => %s, p_reason => ''noise''', test.room_id(102)));
select test.in_house('stayer', 103);
insert into hotel.overstay_incident (hotel_id, booking_id, expected_checkout_date, detected_at)
values (test.hotel_id(), test.id('stayer'), '2026-06-12', hotel.clock());
select test.commit();
select test.act('extend_stay', 'stayer', 'p_add_nights => 2');
select test.act('mark_maintenance', null, 'p_room_number => 110, p_priority => ''HIGH'', p_notes => ''tap''', 'engineer');
insert into hotel.room_block (hotel_id, room_id, starts_on, ends_on, reason) values (
    test.hotel_id(), test.room_id(109), '2026-07-01', '2026-07-03', 'x'
);
insert into hotel.discrepancy (hotel_id, room_id, kind, counted, expected) values (test.hotel_id(), test.room_id(101), 'SLEEP', 1, 0);
select test.commit();
update hotel.room_block set lifted_at = hotel.clock() where reason = 'x';
update hotel.staff set is_active = false where hotel_id = test.hotel_id() and email = 'cook';
delete from hotel.operator_access where hotel_id = test.hotel_id();
select test.commit();

select is_empty($$ select r.entity, r.entity_id, r.expected, r.actual from ops.rebuild('harbour') as r $$, 'the folded audit is the live state');
select set_has(
    $$ select distinct a.entity from hotel.audit as a where a.hotel_id = test.hotel_id() $$,
    $$ values ('booking'), ('room'), ('room_claim'), ('party_member'), ('payment'), ('ledger_entry'), ('payment_command'), ('housekeeping_task'),
       ('booking_extension'), ('room_block'), ('discrepancy'), ('hotel'), ('hotel_policy'), ('cancellation_policy'), ('staff'), ('staff_token') $$,
    'of every audited table something was folded'
);

-- The comparison itself is honest: what never went through the log shows.
create function pg_temp.differs_after(p_sql text) returns bigint language plpgsql as $$
declare
    v_count bigint;
begin
    begin
        set local session_replication_role = replica;
        execute p_sql;
        select count(*) into v_count from ops.rebuild('harbour');
        raise exception using errcode = 'TSTOK';
    exception when sqlstate 'TSTOK' then
        return v_count;
    end;
end;
$$;
select is(
    pg_temp.differs_after($$ update hotel.booking set adults = 2 where promo_code = 'confirmed' $$), 1::bigint, 'a booking changed past the log shows'
);
select is(pg_temp.differs_after($$ delete from hotel.room where room_number = 301 $$), 1::bigint, 'a room deleted past the log shows');
select is(
    pg_temp.differs_after($$ update hotel.room_claim set stay = '[2026-06-10,2026-06-11)' where booking_id = test.id('mover') and is_open $$),
    1::bigint,
    'a claim changed past the log shows'
);

-- What the owner deletes by hand is either refused or recorded: the fold agrees all the same.
create function pg_temp.agrees_after(p_sql text) returns text language plpgsql as $$
declare
    v_outcome text;
begin
    begin
        execute p_sql;
        perform test.commit();
        v_outcome := (select count(*) || ' differences' from ops.rebuild('harbour'));
        raise exception using errcode = 'TSTOK';
    exception
        when sqlstate 'TSTOK' then return v_outcome;
        when others then return 'refused';
    end;
end;
$$;
select
    matches(
        pg_temp.agrees_after('delete from hotel.' || t.name),
        '^(refused|0 differences)$',
        'attack: deleting from ' || t.name || ' is refused or recorded'
    )
from unnest(array[
    'room where room_number = 301', 'room_type where code = ''SGL''', 'room_block', 'discrepancy', 'booking_extension', 'overstay_incident',
    'housekeeping_task', 'payment_command', 'staff_token', 'staff where email = ''cook''', 'cancellation_policy', 'party_member'
]) as t (name);
select
    matches(
        pg_temp.agrees_after('truncate hotel.' || t.name), '^(refused|0 differences)$', 'attack: truncating ' || t.name || ' is refused or recorded'
    )
from unnest(array[
    'room_claim',
    'room_block cascade',
    'discrepancy',
    'booking_extension',
    'overstay_incident',
    'housekeeping_task',
    'payment_command',
    'staff_token',
    'party_member cascade', 'operator_access', 'cancellation_policy_tier'
]) as t (name);

-- Under another key it would be another row, and the old one never gone.
select test.open_house('lagoon');
insert into hotel.rate_plan (hotel_id, code, name) values (test.hotel_id(), 'SAVER', 'Saver');
insert into hotel.cancellation_policy (hotel_id, code, name, template_type) values (test.hotel_id(), 'TIERS', 'Tiers', 'CUSTOM');
insert into hotel.cancellation_policy_tier (hotel_id, policy_id, hours_before_checkin, penalty_type)
select c.hotel_id, c.id, 24, 'FULL_STAY' from hotel.cancellation_policy as c where c.code = 'TIERS';
insert into hotel.operator_access (hotel_id, role_name) values (test.hotel_id(), 'postgres');
insert into hotel.room_type (hotel_id, code, name) values (test.hotel_id(), 'NEW', 'New');
insert into hotel.payment (hotel_id, booking_id, provider, reference, amount_minor, currency)
values (test.hotel_id(), test.id('stayer'), 'stripe', 'pi_new', 100, 'EUR');
select test.attack('update hotel.' || k.change, 'RVSTT KEY_IS_IMMUTABLE', 'another key: ' || k.change)
from unnest(array[
    'rate_plan set id = default', 'cancellation_policy_tier set hours_before_checkin = 48', 'operator_access set role_name = ''other''',
    'room_type set id = default where code = ''NEW''', 'payment set id = default where reference = ''pi_new''',
    'booking_extension set id = default where status = ''PENDING_PAYMENT''', 'staff_token set id = default', 'discrepancy set id = default',
    'rate_plan set hotel_id = (select max(h.hotel_id) from hotel.hotel as h)'
]) as k (change);
select test.holds('update hotel.cancellation_policy_tier set hours_before_checkin = 24, penalty_type = ''NONE''', 'what is under the key');
select * from finish();
rollback;
