-- The link of a guest is good until thirty days after departure, whenever that is by now.
begin;
select plan(4);
select test.open_house();
select test.hold('ann', '2026-06-20');
create function pg_temp.link_opens() returns boolean language sql as $$
    select test.outcome(
        format('select api.get_own_booking(%L, %L, null, %L)', 'harbour', test.number('ann'), test.guest_token('ann')), 'hotelmate_api'
    ) = 'allowed'
$$;
select test.pays('ann', 'AUTHORIZED');
select test.act('amend_booking', 'ann', 'p_check_in => ''2026-12-01'', p_check_out => ''2026-12-03'', p_total_minor => 21800');
select test.at('2026-12-02 10:00 Europe/Dublin');
select ok(pg_temp.link_opens(), 'put off by half a year, the booking is open to its guest');
select test.at('2027-01-01 23:59:59 Europe/Dublin');
select ok(pg_temp.link_opens(), 'until thirty days after the departure');
select test.at('2027-01-02 00:00 Europe/Dublin');
select ok(not pg_temp.link_opens(), 'and then no more');
select test.at('2026-06-10 15:00 Europe/Dublin');
select test.in_house('bob', 101, '2026-06-10', 2);
select test.act('extend_stay', 'bob', 'p_add_nights => 60');
select is(
    (select t.expires_at from hotel.guest_token as t where t.booking_id = test.id('bob') and t.status = 'ACTIVE'),
    '2026-09-10 00:00 Europe/Dublin'::timestamptz,
    'a longer stay keeps its link as well'
);
select * from finish();
rollback;
