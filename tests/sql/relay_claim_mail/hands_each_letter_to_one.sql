begin;
select plan(19);
select test.at('2026-06-10 10:00+00');
select test.open_house();
select is(relay.claim_mail(), null, 'nothing to write');
select test.paid('ann', '2026-06-20');

create temporary table claimed as select relay.claim_mail() as mail;
select is((select mail ->> 'kind' from claimed), 'CONFIRMATION', 'the confirmation is claimed');
select is((select mail ->> 'to' from claimed), 'guest@example.org', 'with the address of the guest');
select is((select mail #>> '{facts,total_amount}' from claimed), '218.00', 'and what was paid');
select is((select mail #>> '{facts,check_in}' from claimed), '2026-06-20', 'and the day of arrival');
select is((select mail ->> 'token' from claimed), null, 'without any token');
select is(relay.claim_mail(), null, 'nobody else gets it');

-- The lease of somebody who died ends; a server that is away is tried again later; what is sent is over.
select test.at(hotel.clock() + interval '61 seconds');
select is(relay.claim_mail() ->> 'attempts', '2', 'a minute later it is claimed again');
select is(
    relay.record_mail('harbour', (select (mail ->> 'mail_id')::bigint from claimed), 'LATER', 'away') ->> 'status', 'PENDING', 'the server was away'
);
select is(relay.claim_mail(), null, 'it waits');
select test.at(hotel.clock() + interval '11 minutes');
select is(relay.claim_mail() ->> 'attempts', '3', 'and is claimed again');
select is(
    relay.record_mail('harbour', (select (mail ->> 'mail_id')::bigint from claimed), 'SENT') ->> 'status', 'SENT', 'it is sent'
);
select is(
    relay.record_mail('harbour', (select (mail ->> 'mail_id')::bigint from claimed), 'LATER') ->> 'status', null, 'what comes later changes nothing'
);
select is((select m.status::text || ' ' || m.finished_at::text from hotel.mail as m), 'SENT ' || hotel.clock()::text, 'sent once for all');

-- A link is minted when it is sent, for a guest who is still expected.
select app.queue_mail(test.hotel_id(), test.id('ann'), 'PRECHECKIN_LINK');
create temporary table linked as select relay.claim_mail() as mail;
select is(
    (select t.token_hash from hotel.precheckin_token as t where t.booking_id = test.id('ann') and t.used_at is null and t.revoked_at is null),
    (select hotel.token_hash(mail ->> 'token') from linked),
    'the token in the letter is the one that opens the form'
);
select is(
    relay.record_mail('harbour', (select (mail ->> 'mail_id')::bigint from linked), 'REFUSED', '550') ->> 'status', 'FAILED', 'a refusal is final'
);
select is((select m.last_error from hotel.mail as m where m.kind = 'PRECHECKIN_LINK'), '550', 'and says why');

select test.request('bob');
select test.act('decline_booking', 'bob');
update hotel.person as p set email = '' where p.hotel_id = test.hotel_id();
select is(relay.claim_mail() ->> 'error', 'no address', 'nobody to write to');
select is((select m.status::text from hotel.mail as m where m.kind = 'DECLINE'), 'FAILED', 'is final as well');
select * from finish();
rollback;
