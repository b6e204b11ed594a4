begin;
select plan(4);
-- B4: paid_at means that the total is covered. A booking that shrinks to what was taken for it before is paid.
select test.open_house();
select test.staff_booking('lodger');
select test.act('record_property_payment', 'lodger', 'p_amount_minor => 10900');
select is((test.booking('lodger')).paid_at, null, 'half of a stay is paid');
select test.at('2026-06-10 13:00:00 Europe/Dublin');
select test.act('amend_booking', 'lodger', format('p_check_in => %L, p_check_out => %L', test.today(), test.today() + 1));
select
    is(
        ((test.booking('lodger')).total_minor, (test.booking('lodger')).paid_at is not null),
        (10900::bigint, true),
        'it becomes half as long: that is all of it'
    );
select
    is(
        (select array_agg(d.check_code) from ops.drift as d where d.hotel = 'harbour' and d.check_code <> 'job_not_running'),
        null,
        'which the checks see, too'
    );
select test.act('assign_room', 'lodger', format('p_room_id => %s', test.room_id(101)));
select test.act('check_in', 'lodger', 'p_override_reason => ''expected''');
select test.act('check_out', 'lodger');
select is((test.booking('lodger')).status::text, 'COMPLETED', 'and the guest can leave');
select * from finish();
rollback;
