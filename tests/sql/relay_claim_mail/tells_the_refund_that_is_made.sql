begin;
select plan(2);
select test.at('2026-06-10 10:00+00');
select test.open_house();
select test.paid('ann', '2026-06-20');
select test.pays('ann', 'REFUNDED', 5000, 're_goodwill');
select test.at('2026-06-11 10:00+00');
create temporary table answered as select test.answer('cancel_booking', 'ann') as answer;
select is((select answer #>> '{cancellation,refund_amount}' from answered), '168.00', 'what went back before is not promised again');
delete from hotel.mail where kind = 'CONFIRMATION';
select is(
    relay.claim_mail() #>> '{facts,refund_amount}', (select answer #>> '{cancellation,refund_amount}' from answered),
    'the letter says what the answer said'
);
select * from finish();
rollback;
