begin;
select plan(20);
-- Three nights from 20 June, 100.00 in all, check-in at 15:00 in Dublin: 14:00 UTC.
select test.open_house();
insert into hotel.cancellation_policy (
    hotel_id, code, name, template_type, free_until_hours, penalty_type, penalty_percentage, penalty_amount_minor
)
values
(test.hotel_id(), 'flex_first', 'a', 'FLEXIBLE', 24, 'FIRST_NIGHT', null, null),
(test.hotel_id(), 'flex_full', 'b', 'FLEXIBLE', 24, 'FULL_STAY', null, null),
(test.hotel_id(), 'mod_percent', 'c', 'MODERATE', 48, 'PERCENTAGE', 12.5, null),
(test.hotel_id(), 'strict', 'd', 'NON_REFUNDABLE', 0, 'FULL_STAY', null, null),
(test.hotel_id(), 'custom', 'e', 'CUSTOM', null, null, null, null),
(test.hotel_id(), 'bare', 'f', 'CUSTOM', null, null, null, null);
insert into hotel.cancellation_policy_tier (hotel_id, policy_id, hours_before_checkin, penalty_type, penalty_amount_minor, penalty_percentage)
select c.hotel_id, c.id, t.hours, t.penalty::hotel.penalty_type, t.amount, t.percentage
from hotel.cancellation_policy as c
cross join (
    values (168, 'NONE', null::bigint, null::numeric), (72, 'FIXED', 2500, null), (24, 'PERCENTAGE', null, 50), (12, 'FIXED', 999999, null)
) as t (hours, penalty, amount, percentage)
where c.code = 'custom';
select
    test.staff_booking(
        coalesce(p.code, 'none'), '2026-06-20', 3, p_total_minor => 10000,
        p_arguments => coalesce(format('p_cancellation_policy => %L', p.code), '')
    )
from unnest(array['flex_first', 'flex_full', 'mod_percent', 'strict', 'custom', 'bare', null]) as p (code);

create function pg_temp.fee(p_name text, p_at timestamptz) returns text language sql as $$
    select f.fee_minor || ' ' || f.applied_rule from app.cancellation_fee(test.booking(p_name), p_at) as f;
$$;
select is(pg_temp.fee(c.name, c.at::timestamptz), c.fee, format('%s at %s: %s', c.name, c.at, c.why))
from (
    values
    ('none', '2026-06-20 14:00+00', '0 DEFAULT_MODE', 'no policy, no fee'),
    ('flex_first', '2026-06-19 14:00:00+00', '0 FLEXIBLE_FREE', 'exactly 24 hours before'),
    ('flex_first', '2026-06-19 14:00:01+00', '3333 FLEXIBLE_PENALTY', 'a second later; a third of 100.00'),
    ('flex_first', '2026-06-25 00:00+00', '3333 FLEXIBLE_PENALTY', 'and after the arrival'),
    ('flex_full', '2026-06-19 13:59:59+00', '0 FLEXIBLE_FREE', 'a second more than 24 hours'),
    ('flex_full', '2026-06-20 13:00+00', '10000 FLEXIBLE_PENALTY', 'the full stay'),
    ('mod_percent', '2026-06-18 14:00:00+00', '0 MODERATE_FREE', 'exactly 48 hours before'),
    ('mod_percent', '2026-06-18 14:00:01+00', '1250 MODERATE_PENALTY', 'an eighth'),
    ('strict', '2026-01-01 00:00+00', '10000 NON_REFUNDABLE_PENALTY', 'half a year before'),
    ('custom', '2026-06-01 00:00+00', '0 CUSTOM_TIER_168', 'more than a week before'),
    ('custom', '2026-06-13 14:00:00+00', '0 CUSTOM_TIER_168', 'exactly a week before'),
    ('custom', '2026-06-13 14:00:01+00', '2500 CUSTOM_TIER_72', 'the largest tier not above the hours left'),
    ('custom', '2026-06-17 14:00:01+00', '5000 CUSTOM_TIER_24', 'the next'),
    ('custom', '2026-06-19 14:00:01+00', '10000 CUSTOM_TIER_12', 'a fixed fee above the total is the total'),
    ('custom', '2026-06-20 13:00:00+00', '10000 CUSTOM_TIER_12', 'below every tier: the smallest'),
    ('bare', '2026-06-20 13:00:00+00', '0 CUSTOM_NO_TIERS', 'no tiers, no fee')
) as c (name, at, fee, why);

-- Rounding is half up, to the cent.
update hotel.booking set total_minor = 10001, check_out = '2026-06-22' where promo_code = 'flex_first';
select is(pg_temp.fee('flex_first', '2026-06-20 00:00+00'), '5001 FLEXIBLE_PENALTY', 'half of 100.01 is 50.01');
update hotel.booking set total_minor = 4 where promo_code = 'mod_percent';
select is(pg_temp.fee('mod_percent', '2026-06-20 00:00+00'), '1 MODERATE_PENALTY', 'an eighth of four cents is half a cent, which is one');
-- The hotel's check-in time as it was then, in the hotel's own zone.
update hotel.hotel_policy set check_in_time = '10:00' where hotel_id = test.hotel_id();
select is(pg_temp.fee('flex_full', '2026-06-19 14:00:00+00'), '0 FLEXIBLE_FREE', 'a later change of the check-in time reaches no booking');
-- Before approval it is free, whatever the policy.
select test.staff_booking('request', '2026-06-20', 3, p_terms => 'PREPAID', p_total_minor => 0, p_arguments => 'p_cancellation_policy => ''strict''');
select is(pg_temp.fee('request', '2026-06-20 00:00+00'), '0 BEFORE_APPROVAL', 'a request');
select * from finish();
rollback;
