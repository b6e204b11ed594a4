begin;
select plan(13);
select test.open_house();
insert into hotel.cancellation_policy (hotel_id, code, name, template_type, free_until_hours, penalty_type)
values (test.hotel_id(), 'FLEX', 'Flexible', 'FLEXIBLE', 24, 'FIRST_NIGHT');
select test.mark();
select test.staff_booking('desk');
select is(test.status('desk'), 'CONFIRMED', 'paid at the property: confirmed at once');
select is(test.events(), '{booking_created}', 'one event');
select test.staff_booking('prepaid', p_terms => 'PREPAID');
select is(test.status('prepaid'), 'PENDING_PAYMENT', 'prepaid: a hold, as for a guest');
select test.staff_booking('gift', p_terms => 'PREPAID', p_total_minor => 0);
select is(test.status('gift'), 'PENDING_APPROVAL', 'for nothing: a request');
select test.staff_booking('agreed', p_total_minor => 12345);
select is((test.booking('agreed')).total_minor, 12345::bigint, 'at an agreed price');
select test.booking_in('EXPIRED', 'expired');
select test.staff_booking('again', p_arguments => format('p_rebooked_from => %L', test.number('expired')));
select is((test.booking('again')).rebooked_from_id, test.id('expired'), 'a guest brought back is a new booking that names the old one');
select is(test.status('expired'), 'EXPIRED', 'and the old one stays what it is');
select test.staff_booking('flexible', p_arguments => 'p_cancellation_policy => ''FLEX''');
update hotel.cancellation_policy set penalty_type = 'FULL_STAY' where code = 'FLEX';
select is((test.booking('flexible')).cancellation_policy ->> 'penalty_type', 'FIRST_NIGHT', 'the policy is frozen: a later change does not reach it');

select test.refuses('create_staff_booking', null, c.expected, c.description, $$
    p_room_type_code => 'DBL', p_check_in => '2026-06-12', p_check_out => '2026-06-14', p_primary_first_name => 'A', p_primary_last_name => 'G',
    p_primary_email => 'a@g', p_primary_phone => '1', $$ || c.argument)
from (
    values
    ('RVNTF CANCELLATION_POLICY_NOT_FOUND', 'an unknown policy', 'p_cancellation_policy => ''X'''),
    ('RVNTF BOOKING_NOT_FOUND', 'a rebooking of nothing', 'p_rebooked_from => ''BK-X-2026-0001'''),
    ('23514 booking_total_is_not_negative', 'a negative price', 'p_total_minor => -1'),
    ('23514 booking_total_has_at_most_15_digits', 'a price that nothing can be added to', 'p_total_minor => 9223372036854775807'),
    ('RVSTT party_fits_the_room_type', 'too many', 'p_adults => 9')
) as c (expected, description, argument);
select * from finish();
rollback;
