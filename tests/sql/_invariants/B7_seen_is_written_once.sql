begin;
select plan(12);
select test.open_house();
select test.request('seen');
select test.request('unseen');
select test.act('mark_booking_seen', 'seen', p_as => 'agent');

select test.attack(
    $$ update hotel.booking set staff_seen_at = hotel.clock() where promo_code = 'unseen' $$,
    '23514 staff_seen_says_who_and_when', 'seen by nobody'
);
select test.attack(
    $$ update hotel.booking set staff_seen_by = 'x' where promo_code = 'unseen' $$,
    '23514 staff_seen_says_who_and_when', 'seen by somebody, never'
);
select test.attack(
    $$ update hotel.booking set staff_seen_by_staff_id = test.staff_id('agent') where promo_code = 'unseen' $$,
    '23514 staff_seen_says_who_and_when', 'a member of staff without a time'
);
select test.attack(
    $$ update hotel.booking set staff_seen_at = hotel.clock() + interval '1 second' where promo_code = 'seen' $$,
    'RVSTT STAFF_SEEN_IS_WRITTEN_ONCE', 'the time is changed'
);
select test.attack(
    $$ update hotel.booking set staff_seen_by = 'Somebody Else' where promo_code = 'seen' $$,
    'RVSTT STAFF_SEEN_IS_WRITTEN_ONCE', 'the name is changed'
);
select test.attack(
    $$ update hotel.booking set staff_seen_by_staff_id = test.staff_id('manager') where promo_code = 'seen' $$,
    'RVSTT STAFF_SEEN_IS_WRITTEN_ONCE', 'the person is changed'
);
select test.attack(
    $$ update hotel.booking set staff_seen_by_staff_id = null where promo_code = 'seen' $$,
    'RVSTT STAFF_SEEN_IS_WRITTEN_ONCE', 'the person is erased'
);
select test.attack(
    $$ update hotel.booking set staff_seen_at = null, staff_seen_by = null, staff_seen_by_staff_id = null where promo_code = 'seen' $$,
    'RVSTT STAFF_SEEN_IS_WRITTEN_ONCE', 'all of it is erased'
);
select test.attack(
    $$ update hotel.booking set staff_seen_at = null, staff_seen_by = null, staff_seen_by_staff_id = null where promo_code = 'seen';
       update hotel.booking set staff_seen_at = hotel.clock(), staff_seen_by = 'x' where promo_code = 'seen' $$,
    'RVSTT STAFF_SEEN_IS_WRITTEN_ONCE', 'erased and written anew within a transaction'
);
select test.holds(
    $$ update hotel.booking set staff_seen_at = hotel.clock(), staff_seen_by = 'x' where promo_code = 'unseen' $$,
    'the first sight, typed by hand, is let through'
);
select test.writes_nothing('mark_booking_seen', 'seen', 'a second viewer changes nothing', p_as => 'manager');
select is((test.booking('seen')).staff_seen_by, 'Ada Agent', 'and the first one stays');
select * from finish();
rollback;
