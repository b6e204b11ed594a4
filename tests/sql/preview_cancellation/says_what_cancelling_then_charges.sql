begin;
select plan(19);
select test.open_house();
insert into hotel.cancellation_policy (hotel_id, code, name, template_type, free_until_hours, penalty_type)
values (test.hotel_id(), 'FLEX', 'Flexible', 'FLEXIBLE', 49, 'FIRST_NIGHT');
update hotel.hotel_policy
set default_cancellation_policy_id = (select c.id from hotel.cancellation_policy as c where c.code = 'FLEX')
where hotel_id = test.hotel_id();
select test.paid('soon', '2026-06-12');
select test.paid('later', '2026-06-13');
select test.request('asked', '2026-06-12');
select test.in_house('here', 101);
create function pg_temp.preview(p_name text) returns jsonb language sql as $$
    select test.answer('preview_cancellation', p_name, p_as => 'agent') -> 'cancellation_preview';
$$;
create function pg_temp.own(p_name text) returns jsonb language sql as $$
    select test.answer('preview_own_cancellation', p_name, format('p_guest_token => %L', test.guest_token(p_name)), null);
$$;
select test.mark();
select is(
    pg_temp.preview('soon'),
    '{"fee_amount": "109.00", "refund_amount": "109.00", "description": "Flexible: 109.00 EUR are charged", "applied_rule": "FLEXIBLE_PENALTY"}',
    'the first night two days before'
);
select is(
    pg_temp.preview('later'),
    '{"fee_amount": "0.00", "refund_amount": "218.00", "description": "Free cancellation", "applied_rule": "FLEXIBLE_FREE"}', 'nothing before that'
);
select is(
    pg_temp.preview('asked') - 'description', '{"fee_amount": "0.00", "refund_amount": "0.00", "applied_rule": "BEFORE_APPROVAL"}',
    'nothing before the approval; what is authorised is let go'
);
select is(pg_temp.preview('here'), 'null', 'who is in house cannot cancel');
select is(test.audit() || test.events(), '{}', 'looking changes nothing');
select is(pg_temp.own('soon') -> 'cancellation_preview', pg_temp.preview('soon'), 'the guest reads the same');
select is(
    (pg_temp.own('soon') -> 'booking') - array['created_at', 'id', 'booking_id', 'confirmation_number'],
    '{"status": "CONFIRMED", "check_in": "2026-06-12", "check_out": "2026-06-14", "room_type_name": "Double", "hotel_name": "Harbour", "nights": 2,
      "adults": 1, "children": 0, "total_amount": "218.00", "currency": "EUR", "special_requests": "", "primary_guest_name": "Soon Guest",
      "primary_email": "guest@example.org", "cancelled_at": null, "cancellation_reason": null, "checked_in_at": null, "checked_out_at": null,
      "assigned_room_number": null}', 'with the booking'
);
select is(
    pg_temp.own('soon') -> 'hotel', '{"name": "Harbour", "slug": "harbour", "phone": null, "email": null, "timezone": "Europe/Dublin"}', 'the hotel'
);
select is(pg_temp.own('soon') #>> '{cancellation_policy,code}', 'FLEX', 'the policy');
select
    is(
        (pg_temp.own('soon') -> 'can_cancel', test.answer('preview_cancellation', 'here') -> 'can_cancel')::text,
        '(true,false)',
        'and whether it can be cancelled'
    );
select test.refuses(
    'preview_own_cancellation', 'soon', 'RVAUT INVALID_TOKEN', 'with another guest''s token',
    format('p_guest_token => %L', test.guest_token('later')), null
);
select test.refuses('preview_own_cancellation', 'soon', 'RVAUT TOKEN_REQUIRED', 'without a token', 'p_guest_token => null', null);
select test.refuses('preview_own_cancellation', 'soon', 'RVNTF HOTEL_NOT_FOUND', 'elsewhere', 'p_guest_token => null', null, 'nowhere');
select test.refuses('preview_cancellation', 'nobody', 'RVNTF BOOKING_NOT_FOUND', 'an unknown booking');

-- A part of it went back before.
select test.pays('soon', 'REFUNDED', 3000);
select test.at('2026-06-10 15:10 Europe/Dublin');
select is(pg_temp.preview('soon') ->> 'refund_amount', '79.00', 'what has gone back already does not go twice');
select is(
    test.answer('cancel_own_booking', 'soon', format('p_guest_token => %L', test.guest_token('soon')), null) #> '{cancellation,refund_amount}',
    '"79.00"', 'cancelling does what was said'
);
select is(test.pending('soon'), '{"REFUND 7900"}', 'so does the money');
select test.pays('soon', 'REFUNDED', 7900, 'rest');
select is(
    test.answer('cancel_own_booking', 'soon', format('p_guest_token => %L', test.guest_token('soon')), null) #> '{cancellation,refund_amount}',
    '"79.00"', 'asked again when it has gone back, it says the same'
);
select
    is(
        (pg_temp.own('soon') -> 'can_cancel', pg_temp.own('soon') #> '{booking,status}')::text,
        '(false,"""CANCELLED""")',
        'the guest still reads that it is cancelled'
    );
select * from finish();
rollback;
