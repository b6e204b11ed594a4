-- A hold that has grown waits for more than was authorised for it; one that shrinks to that goes on as the provider's report would
-- have taken it, by the same rule, whoever changes the total.
begin;
select plan(45);
select test.open_house();
create function pg_temp.stands(p_name text) returns text language sql as $$
    select concat_ws(
        ' ', b.status, case when b.payment_authorized_at is not null then 'authorised' end, case when b.paid_at is not null then 'paid' end
    ) from test.booking(p_name) as b;
$$;
create function pg_temp.amended(p_name text, p_nights int) returns text language plpgsql as $$
begin
    perform test.act('amend_booking', p_name, format('p_check_out => %L', '2026-06-20'::date + p_nights));
    return pg_temp.stands(p_name);
end;
$$;
-- The guest opens the page for two nights, the desk makes it three, the guest pays for the two.
create function pg_temp.two_of_three(p_name text, p_status text) returns text language plpgsql as $$
begin
    perform test.hold(p_name, '2026-06-20'), test.page(p_name);
    perform pg_temp.amended(p_name, 3);
    perform test.tells(
        case p_status when 'succeeded' then 'payment_intent.succeeded' else 'payment_intent.amount_capturable_updated' end,
        test.intent(p_name, p_status)
    );
    return pg_temp.stands(p_name);
end;
$$;

select is(pg_temp.two_of_three('ann', 'requires_capture'), 'PENDING_PAYMENT', 'two nights are authorised, three are booked: a hold');
select test.at('2026-06-10 15:05 Europe/Dublin');
select test.mark();
select is(pg_temp.amended('ann', 2), 'PENDING_APPROVAL authorised', 'two again: a request');
select is(test.audit(), '{"UPDATE booking PENDING_PAYMENT>","UPDATE booking PENDING_PAYMENT>PENDING_APPROVAL"}', 'two changes');
select is(test.events(), '{booking_created}', 'of which staff hear as of a new booking');
select is(
    (
        select array_agg(a.actor || ' ' || a.action || ' ' || a.source)
        from hotel.audit as a
        where a.to_status = 'PENDING_APPROVAL' and a.at = hotel.clock()
    ),
    '{"Mia Manager amend_booking FRONT_DESK"}', 'by whoever made it smaller'
);
select is(
    ((test.booking('ann')).payment_authorized_at, (test.booking('ann')).approval_deadline_at),
    ('2026-06-10 15:00 Europe/Dublin'::timestamptz, '2026-06-10 15:30 Europe/Dublin'::timestamptz), 'authorised when it was, and late by that'
);
select test.at('2026-06-10 15:16 Europe/Dublin');
select is(jobs.lapse_holds(test.hotel_id()), 0, 'it does not lapse');
select test.commit();
select is(test.answer('approve_booking', 'ann') ->> 'status', 'capturing', 'it is approved');
select is(test.pending('ann'), '{"CAPTURE 21800"}', 'for all that is authorised');
select is(
    test.answers('ann', 'CAPTURE', 'DONE', jsonb_build_array(test.intent('ann', 'succeeded'))) ->> 'booking_status', 'CONFIRMED', 'and confirmed'
);

-- One that shrinks below what is authorised captures its own price; the provider lets go of the rest of it.
select test.at('2026-06-10 15:00 Europe/Dublin');
select is(pg_temp.two_of_three('bob', 'requires_capture'), 'PENDING_PAYMENT', 'another hold');
select is(pg_temp.amended('bob', 1), 'PENDING_APPROVAL authorised', 'one night, of two that are authorised');
select is(test.pending('bob'), '{}', 'nothing is let go before the decision');
select test.act('approve_booking', 'bob');
select is(test.pending('bob'), '{"CAPTURE 10900"}', 'what one night costs is captured');
select is(
    test.answers(
        'bob', 'CAPTURE', 'DONE', jsonb_build_array(test.intent('bob', 'succeeded', '{"amount_received": 10900}'))
    ) ->> 'booking_status', 'CONFIRMED', 'that pays for it'
);
select is(test.ledger('bob'), '{"AUTHORIZED 21800","CAPTURED 10900","RELEASED 10900"}', 'the excess is released by the capture');
select is(test.pending('bob'), '{}', 'so that nothing is left to ask');
select is(pg_temp.two_of_three('bea', 'requires_capture'), 'PENDING_PAYMENT', 'a third');
select is(pg_temp.amended('bea', 1), 'PENDING_APPROVAL authorised', 'the same');
select test.act('decline_booking', 'bea');
select is(test.pending('bea'), '{"RELEASE 21800"}', 'declined, all of it is released');

-- Without any money nothing goes on.
select test.hold('eve', '2026-06-20');
select is(pg_temp.amended('eve', 3), 'PENDING_PAYMENT', 'unpaid, it is a hold');
select is(pg_temp.amended('eve', 1), 'PENDING_PAYMENT', 'and stays one');
select is(pg_temp.two_of_three('fay', 'requires_capture'), 'PENDING_PAYMENT', 'of a fourth');
select is(
    test.tells('payment_intent.canceled', test.intent('fay', 'canceled', '{"latest_charge": "ch_fay"}')), 'PROCESSED', 'the authorisation is gone'
);
select is(pg_temp.amended('fay', 2), 'PENDING_PAYMENT', 'what is not held any more covers nothing');

-- A booking that costs nothing has no payment step, whenever that comes about.
select test.hold('dan', '2026-06-20');
select test.at('2026-06-10 15:05 Europe/Dublin');
select test.act('amend_booking', 'dan', 'p_total_minor => 0');
select is(pg_temp.stands('dan'), 'PENDING_APPROVAL', 'a hold becomes free: a request');
select is((test.booking('dan')).approval_deadline_at, '2026-06-10 15:30 Europe/Dublin'::timestamptz, 'since it was made');
select test.at('2026-06-10 15:00 Europe/Dublin');
select is(pg_temp.two_of_three('don', 'requires_capture'), 'PENDING_PAYMENT', 'a fifth');
select test.act('amend_booking', 'don', 'p_total_minor => 0');
select is(pg_temp.stands('don'), 'PENDING_APPROVAL authorised', 'for which something was authorised');
select is(test.pending('don'), '{"RELEASE 21800"}', 'that is released at once');
select test.act('approve_booking', 'don');
select is(test.status('don'), 'CONFIRMED', 'and need not be captured');

-- By hand it is the same.
select is(pg_temp.two_of_three('han', 'requires_capture'), 'PENDING_PAYMENT', 'a sixth');
update hotel.booking set check_out = '2026-06-22', total_minor = 21800 where promo_code = 'han';
select test.commit();
select is(pg_temp.stands('han'), 'PENDING_APPROVAL authorised', 'its total is typed by the owner of the table');

-- Where all is confirmed at once, captured money confirms; what is only authorised waits.
select is(pg_temp.two_of_three('ian', 'requires_capture'), 'PENDING_PAYMENT', 'a seventh');
update hotel.hotel_policy set approval_policy = 'INSTANT' where hotel_id = test.hotel_id();
select test.commit();
select is(pg_temp.amended('ian', 2), 'PENDING_APPROVAL authorised', 'which is still to be captured');
select is(pg_temp.two_of_three('cat', 'succeeded'), 'PENDING_PAYMENT', 'two nights are captured, three are booked');
select test.mark();
select is(pg_temp.amended('cat', 2), 'CONFIRMED authorised paid', 'two again: confirmed and paid');
select is(test.events(), '{booking_created}', 'as new');
select is(test.pending('cat'), '{}', 'nothing is too much');
select is(pg_temp.two_of_three('cid', 'succeeded'), 'PENDING_PAYMENT', 'another');
select is(pg_temp.amended('cid', 1), 'CONFIRMED authorised paid', 'one');
select is(test.pending('cid'), '{"REFUND 10900"}', 'the other night goes back');
select test.hold('col', '2026-06-20', 2, 'STE');
select test.act('amend_booking', 'col', 'p_total_minor => 0');
select is(pg_temp.stands('col'), 'CONFIRMED', 'a hold that becomes free');

select is(
    (select sum(i.sold) || ' sold, ' || sum(i.held) || ' held' from hotel.inventory_night as i where i.hotel_id = test.hotel_id()),
    (
        select s.sold || ' sold, ' || s.held || ' held'
        from (
            select
                sum(b.check_out - b.check_in) filter (where b.status = 'CONFIRMED') as sold,
                sum(b.check_out - b.check_in) filter (where b.status in ('PENDING_PAYMENT', 'PENDING_APPROVAL')) as held
            from hotel.booking as b
        ) as s
    ), 'every night is counted as what it is'
);
select is((select array_agg(d.check_code) from ops.drift as d where d.check_code <> 'job_not_running'), null, 'and nothing contradicts anything');
select * from finish();
rollback;
