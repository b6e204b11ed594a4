begin;
select plan(2);
select test.open_house();
select test.in_house('guest', 101);
-- A transaction's time is its beginning: who waited for the check-in to end began before it.
select test.at(hotel.clock() - interval '1 second');
select is(
    test.answer('extend_stay', 'guest', 'p_add_nights => 1') ->> 'new_checkout_date', '2026-06-13', 'who has come while the call waited stays longer'
);
select is((test.claim('guest')).stay, '[2026-06-10,2026-06-13)'::daterange, 'and holds the room');
select * from finish();
rollback;
