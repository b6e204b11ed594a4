begin;
select plan(6);
-- Advice and enforcement: for every status, every member of staff and every action, the answer is what the action really does.
select test.open_house();
select test.booking_statuses();
select test.assigned('ASSIGNED', 105);
select test.staff_booking('UNPAID');
select test.act('assign_room', 'UNPAID', format('p_room_id => %s', test.room_id(106)));
select test.act('check_in', 'UNPAID');
select test.request('DECIDING');
select test.act('approve_booking', 'DECIDING');
select test.staff_booking('INCOMPLETE', p_adults => 2);
select test.assigned('PARTNER', 108);
select test.staff_booking('OWED', '2026-06-20');
select test.act('record_property_payment', 'OWED', 'p_amount_minor => 21800');
select test.act('cancel_booking', 'OWED');

create function pg_temp.arguments(p_action text) returns text language sql as $$
    select case p_action
        when 'assign_room' then format('p_room_id => %s', test.room_id(107))
        when 'move_room' then format('p_to_room_id => %s, p_reason => ''x''', test.room_id(107))
        when 'swap_rooms' then format('p_other_booking_id => %L, p_reason => ''x''', test.number('PARTNER'))
        when 'undo_check_in' then 'p_reason => ''x'''
        when 'extend_stay' then 'p_add_nights => 1'
        when 'amend_booking' then 'p_children => 0'
        when 'record_property_payment' then 'p_amount_minor => 1'
        when 'record_property_refund' then 'p_amount_minor => 1'
        when 'update_companions' then 'p_companions => ''[]'''
        else ''
    end;
$$;
create temporary table told on commit drop as
select b.promo_code as name, s.email as who, a.key as action, (a.value ->> 'allowed')::boolean as is_allowed, a.value ->> 'code' as code
from hotel.booking as b
cross join unnest(array['manager', 'agent', 'supervisor']) as s (email)
cross join lateral jsonb_each(test.answer('allowed_actions', b.promo_code, p_as => s.email)) as a
where b.hotel_id = test.hotel_id() and b.promo_code <> 'PARTNER';
select set_eq(
    'select t.action from told as t',
    array[
        'approve_booking',
        'decline_booking',
        'cancel_booking',
        'mark_no_show',
        'check_in',
        'check_out',
        'undo_check_in',
        'assign_room',
        'unassign_room',
        'move_room', 'swap_rooms', 'extend_stay',
        'acknowledge_overstay', 'amend_booking', 'record_property_payment', 'record_property_refund', 'update_companions',
        'send_precheckin_link', 'mark_booking_seen'
    ],
    'every action staff have on a booking is told of'
);
select is_empty(
    $$ select t.name, t.who, t.action, t.is_allowed, t.code, d.outcome from told as t
       cross join lateral (
           select test.outcome(test.call_of(t.action, t.name, pg_temp.arguments(t.action), t.who, 'harbour'), 'hotelmate_api') as outcome
       ) as d
       where case
           when t.is_allowed then d.outcome <> 'allowed'
           -- Repeating what is done already succeeds and does nothing; the advice says that there is nothing to do.
           when d.outcome = 'allowed' then not (t.action, (test.booking(t.name)).status::text) in (
               ('approve_booking', 'CONFIRMED'), ('decline_booking', 'DECLINED'), ('cancel_booking', 'CANCELLED'), ('mark_no_show', 'NO_SHOW'),
               ('check_out', 'COMPLETED'), ('check_in', 'CONFIRMED')
           )
           else split_part(d.outcome, ' ', 2) <> t.code
       end $$,
    'every answer is what the action then really does, and every reason the one it gives'
);
select cmp_ok((select count(*) from told as t where t.is_allowed), '>', 30::bigint, 'much of it was allowed');
select cmp_ok((select count(*) from told as t where not t.is_allowed), '>', 300::bigint, 'and much refused');
select test.refuses('allowed_actions', 'nobody', 'RVNTF BOOKING_NOT_FOUND', 'an unknown booking');
select test.refuses('allowed_actions', 'UNPAID', 'RVDNY CAPABILITY_MISSING', 'by somebody who may not read bookings', p_as => 'cook');
select * from finish();
rollback;
