-- The pairs are walked exhaustively in transitions/; here are the ways around the machine.
begin;
select plan(42);
select test.open_house();
select test.booking_in('DECLINED', 'declined');
select test.booking_in('EXPIRED', 'expired');
select test.booking_in('CANCELLED', 'cancelled');
select test.booking_in('CONFIRMED', 'confirmed');
select test.booking_in('PENDING_PAYMENT', 'hold');

select test.attack(
    $$ update hotel.booking set status = 'EXPIRED', expired_at = hotel.clock(), auto_expire_reason_code = 'APPROVAL_TIMEOUT'
       where promo_code = 'confirmed' $$,
    'RVSTT TRANSITION_NOT_LISTED', 'a confirmed booking expires'
);
select test.attack(
    $$ update hotel.booking set status = 'CONFIRMED', expired_at = null, auto_expire_reason_code = null, terms = 'PAY_AT_PROPERTY'
       where promo_code = 'expired' $$,
    'RVSTT TRANSITION_NOT_LISTED', 'an expired booking is revived'
);
select test.attack(
    $$ update hotel.booking set status = 'CONFIRMED', cancelled_at = null, cancellation_reason = null, cancellation_fee_minor = null
       where promo_code = 'cancelled' $$,
    'RVSTT TRANSITION_NOT_LISTED', 'a cancelled booking is revived'
);
select test.attack(
    $$ update hotel.booking set status = 'PENDING_APPROVAL', decline_reason_code = null where promo_code = 'declined' $$,
    'RVSTT TRANSITION_NOT_LISTED', 'a declined booking becomes a request again'
);
select test.attack(
    $$ update hotel.booking set status = 'PENDING_APPROVAL', total_minor = 0, approval_deadline_at = hotel.clock() where promo_code = 'hold';
       update hotel.booking set status = 'PENDING_PAYMENT' where promo_code = 'hold' $$,
    'RVSTT TRANSITION_NOT_LISTED', 'a listed step is followed by an unlisted one back'
);
select test.in_house('departed', 110);
select test.act('check_out', 'departed');
select test.attack(
    $$ update hotel.booking set check_out = check_out + 1 where promo_code = 'departed' $$,
    'RVSTT FINAL_STATE', 'a departed guest stays another night'
);
select test.attack(
    $$ update hotel.booking set checked_out_at = checked_out_at + interval '1 day', departed_on = departed_on + 1 where promo_code = 'departed' $$,
    'RVSTT FINAL_STATE', 'a departed guest departs later'
);
select test.attack(
    $$ update hotel.booking set departed_on = '2020-01-01' where promo_code = 'departed' $$,
    'RVSTT FINAL_STATE', 'sold nights are given back years later'
);
select test.attack(
    $$ update hotel.booking set total_minor = 1 where promo_code = 'departed' $$, 'RVSTT FINAL_STATE', 'a stay becomes cheaper afterwards'
);
select test.attack(
    $$ update hotel.booking set cancellation_fee_minor = total_minor where promo_code = 'cancelled' $$,
    'RVSTT FINAL_STATE', 'a cancellation is charged for afterwards'
);
select test.holds(
    $$ update hotel.booking set staff_seen_at = hotel.clock(), staff_seen_by = 'Mia' where promo_code = 'declined' $$, 'somebody reads of it'
);
select test.attack(
    $$ update hotel.booking set status = 'PENDING_PAYMENT', expires_at = hotel.clock() $$,
    'RVSTT TRANSITION_NOT_LISTED', 'every booking at once, the innocent among them'
);
select test.attack(
    $$ insert into hotel.booking as b overriding system value select (jsonb_populate_record(null::hotel.booking,
           to_jsonb(x) || '{"status": "PENDING_PAYMENT", "expires_at": "2026-06-11", "expired_at": null, "auto_expire_reason_code": null,
           "payment_authorized_at": null}')).*
       from hotel.booking as x where x.promo_code = 'expired'
       on conflict (hotel_id, id) do update set status = 'CONFIRMED', terms = 'PAY_AT_PROPERTY' $$,
    'RVSTT TRANSITION_NOT_LISTED', 'an upsert'
);
select test.attack(
    $$ update hotel.booking set check_in = '2026-06-09' where promo_code = 'confirmed' $$,
    'RVSTT ARRIVAL_IS_FIXED', 'or by one before it'
);
select test.attack(
    $$ merge into hotel.booking as b using (values ('expired')) as v (name) on b.promo_code = v.name
       when matched then update set status = 'CONFIRMED', expired_at = null, auto_expire_reason_code = null, terms = 'PAY_AT_PROPERTY' $$,
    'RVSTT TRANSITION_NOT_LISTED', 'a MERGE'
);
select test.attack(
    $$ with revived as (
           update hotel.booking set status = 'CONFIRMED', expired_at = null, auto_expire_reason_code = null, terms = 'PAY_AT_PROPERTY'
           where promo_code = 'expired' returning 1
       ) select count(*) from revived $$,
    'RVSTT TRANSITION_NOT_LISTED', 'a data-changing WITH'
);
select test.attack(
    $$ select test.insert_booking('hold', '{"status": "COMPLETED", "checked_in_at": "2026-06-10", "checked_out_at": "2026-06-10",
       "open_balance_note": "x"}') $$,
    'RVSTT TRANSITION_NOT_LISTED', 'a booking is born completed'
);
select test.attack(
    $$ select test.insert_booking('hold', '{"status": "CANCELLED_DRAFT"}') $$,
    'RVSTT TRANSITION_NOT_LISTED', 'a booking is born as a lapsed draft'
);
select test.attack(
    $$ delete from hotel.booking where promo_code = 'declined' $$, 'RVSTT BOOKING_IS_NEVER_DELETED', 'a booking is deleted'
);
select test.attack($$ delete from hotel.booking $$, 'RVSTT BOOKING_IS_NEVER_DELETED', 'all bookings are deleted');
select test.attack($$ truncate hotel.booking cascade $$, 'RVSTT APPEND_ONLY', 'bookings are truncated');
select test.attack($$ truncate hotel.room_type cascade $$, 'RVSTT APPEND_ONLY', 'bookings are truncated through what they refer to');
select test.attack(
    $$ insert into hotel.booking_transition (from_status, to_status, action, source, event_type)
       values ('EXPIRED', 'CONFIRMED', 'revive', 'SYSTEM', 'booking_updated') $$,
    '23514 terminal_is_for_ever', 'the machine is given a way back from a terminal status'
);
select test.attack(
    $$ update hotel.booking_transition set from_status = 'CANCELLED' where action = 'mark_no_show' $$,
    '23514 terminal_is_for_ever', 'a listed way is bent to start from a terminal status'
);
select test.attack(
    $$ update hotel.booking set status = 'CANCELLED', cancelled_at = hotel.clock(), cancellation_reason = 'x', cancellation_fee_minor = 0
       where promo_code = 'confirmed' $$,
    'RVSTT TRANSITION_NOT_LISTED', 'a listed way, but by an action it is not listed for', p_action => 'approve_booking'
);
select test.attack(
    $$ update hotel.booking set status = 'CANCELLED', cancelled_at = hotel.clock(), cancellation_reason = 'x', cancellation_fee_minor = 0
       where promo_code = 'confirmed' $$,
    'RVSTT TRANSITION_NOT_LISTED', 'an import changes a booking that is there', p_action => 'import'
);
select test.attack(
    $$ update hotel.booking set status = 'CANCELLED' $$, '42501 permission denied for table booking', 'the API role writes the table itself',
    'hotelmate_api'
);
select test.holds(
    $$ update hotel.booking set status = 'CANCELLED', cancelled_at = hotel.clock(), cancellation_reason = 'x', cancellation_fee_minor = 0
       where promo_code = 'confirmed' $$,
    'a listed transition typed by hand is let through'
);
select test.holds(
    $$ select test.insert_booking('hold', '{"status": "CONFIRMED", "terms": "PAY_AT_PROPERTY"}') $$, 'so is a booking born confirmed'
);

-- Two ends exist only when their time has come.
select test.booking_in('PENDING_APPROVAL', 'request');
select test.request('deciding');
select test.act('approve_booking', 'deciding');
select test.hold('lapsing', '2026-06-20');
select is(test.reports('lapsing', 'AUTHORIZED', p_capture_before => '2026-06-10 16:00 Europe/Dublin'), true, 'an authorisation with an end');
create function pg_temp.no_show(p_name text) returns text language sql as $$
    select format('update hotel.booking set status = ''NO_SHOW'', no_show_at = hotel.clock(), no_show_fee_minor = 0 where promo_code = %L', p_name);
$$;
create function pg_temp.expiry(p_name text) returns text language sql as $$
    select format(
        'update hotel.booking set status = ''EXPIRED'', expired_at = hotel.clock(), auto_expire_reason_code = ''APPROVAL_TIMEOUT'''
        || ' where promo_code = %L', p_name
    );
$$;
select test.at('2026-06-10 16:00:00 Europe/Dublin');
select test.attack(pg_temp.expiry('lapsing'), 'RVSTT EXPIRY_TOO_EARLY', 'a request expires at the last instant of its authorisation');
select test.at('2026-06-10 16:00:01 Europe/Dublin');
select test.holds(pg_temp.expiry('lapsing'), 'a second later it has lapsed');
select test.at('2026-06-10 22:00:00 Europe/Dublin');
select test.attack(pg_temp.expiry('request'), 'RVSTT EXPIRY_TOO_EARLY', 'a request that is overdue expires at the cutoff');
select test.attack(
    pg_temp.expiry('request'), 'RVSTT EXPIRY_TOO_EARLY', 'the job''s own action expires it there', p_action => 'expire_booking'
);
select test.at('2026-06-10 22:00:01 Europe/Dublin');
select test.attack(pg_temp.expiry('deciding'), 'RVSTT DECISION_PENDING', 'a request expires that is being decided');
select test.holds(pg_temp.expiry('request'), 'a second later it may expire');
select test.at('2026-06-11 02:00:00 Europe/Dublin');
select test.attack(pg_temp.no_show('confirmed'), 'RVSTT NO_SHOW_TOO_EARLY', 'a no-show while the guest may still come');
select test.attack(
    pg_temp.no_show('confirmed'), 'RVSTT NO_SHOW_TOO_EARLY', 'the desk''s own action makes it one', p_action => 'mark_no_show'
);
select test.attack(
    $$ update hotel.booking set check_in = '2026-06-09', status = 'NO_SHOW', no_show_at = hotel.clock(), no_show_fee_minor = 0
       where promo_code = 'confirmed' $$,
    'RVSTT NO_SHOW_TOO_EARLY', 'the day of arrival is moved by the statement that makes it a no-show'
);
select test.attack(
    $$ merge into hotel.booking as b using (values ('confirmed')) as v (name) on b.promo_code = v.name
       when matched then update set status = 'NO_SHOW', no_show_at = hotel.clock(), no_show_fee_minor = 0 $$,
    'RVSTT NO_SHOW_TOO_EARLY', 'a MERGE makes it one'
);
select test.at('2026-06-11 02:00:01 Europe/Dublin');
select test.holds(pg_temp.no_show('confirmed'), 'a second later it is one');
select is(
    test.outcome($$ select test.insert_booking('hold', '{"status": "EXPIRED", "check_in": "2026-06-20", "check_out": "2026-06-21",
        "expired_at": "2026-06-10", "auto_expire_reason_code": "APPROVAL_TIMEOUT"}') $$, p_action => 'import'),
    'allowed', 'another system''s history is loaded as it was'
);
select * from finish();
rollback;
