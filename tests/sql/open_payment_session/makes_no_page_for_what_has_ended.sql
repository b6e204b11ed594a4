-- A cancelled booking has nothing to pay, whatever was left unpaid of it.
begin;
select plan(3);
select test.open_house();
select test.in_house('ann', 101, '2026-06-10', 2);
select test.act('extend_stay', 'ann', 'p_add_nights => 1');
select test.act('undo_check_in', 'ann', 'p_reason => ''wrong guest''');
select is(test.page('ann') ->> 'status', 'created', 'a night of a booking that lives is to be paid');
select test.act('cancel_booking', 'ann');
select is(test.status('ann'), 'CANCELLED', 'one that was cancelled');
select test.refuses(
    'open_payment_session', 'ann', 'RVSTT INVALID_STATUS', 'is not',
    'p_success_url => ''https://guest.example/done'', p_cancel_url => ''https://guest.example/back''', p_as => null
);
select * from finish();
rollback;
