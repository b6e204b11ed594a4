-- A booking stays in the currency it was made in; the hotel's own prices may be in another by now.
begin;
select plan(4);
select test.open_house();
select test.staff_booking('ann', '2026-06-20');
update hotel.hotel set currency = 'JPY' where slug = 'harbour';
select test.refuses('amend_booking', 'ann', 'RVINV VALIDATION_ERROR', 'new nights without a price', 'p_check_out => ''2026-06-25''');
select test.act('amend_booking', 'ann', 'p_check_out => ''2026-06-25'', p_total_minor => 50000');
select is(
    ((test.booking('ann')).total_minor, (test.booking('ann')).currency), (50000::bigint, 'EUR'::text), 'with one they are booked'
);
select test.act('amend_booking', 'ann', 'p_adults => 2');
select is((test.booking('ann')).total_minor, 50000::bigint, 'what asks for no new price needs none');
select test.staff_booking('bob', '2026-06-20');
select is((test.booking('bob')).currency, 'JPY', 'a new booking is in the new currency');
select * from finish();
rollback;
