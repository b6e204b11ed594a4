create table hotel.cancellation_policy (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    code text not null,
    name text not null,
    description text not null default '',
    is_active boolean not null default true,
    template_type hotel.policy_template not null,
    free_until_hours int,
    penalty_type hotel.penalty_type,
    penalty_amount_minor bigint,
    penalty_percentage numeric(5, 2),
    no_show_penalty_type hotel.no_show_penalty not null default 'FULL_STAY',
    primary key (hotel_id, id),
    unique (hotel_id, code),
    constraint flexible_charges_first_night_or_full_stay check (
        template_type <> 'FLEXIBLE' or coalesce(free_until_hours >= 0 and penalty_type in ('FIRST_NIGHT', 'FULL_STAY'), false)
    ),
    constraint moderate_charges_first_night_or_percentage check (
        template_type <> 'MODERATE' or coalesce(free_until_hours >= 0 and penalty_type in ('FIRST_NIGHT', 'PERCENTAGE'), false)
    ),
    constraint non_refundable_charges_the_full_stay check (
        template_type <> 'NON_REFUNDABLE' or coalesce(free_until_hours = 0 and penalty_type = 'FULL_STAY', false)
    ),
    constraint custom_leaves_everything_to_its_tiers check (
        template_type <> 'CUSTOM' or (free_until_hours is null and penalty_type is null and penalty_amount_minor is null)
    ),
    constraint percentage_penalty_has_its_percentage check (
        (penalty_type is not distinct from 'PERCENTAGE') = (penalty_percentage is not null)
    ),
    constraint penalty_percentage_is_a_percentage check (penalty_percentage between 0 and 100),
    constraint penalty_amount_is_not_negative check (penalty_amount_minor >= 0)
);
comment on table hotel.cancellation_policy is
'What a late cancellation costs. A booking freezes its policy when it is created: a later change here touches no booking.';

create table hotel.cancellation_policy_tier (
    hotel_id bigint not null,
    policy_id bigint not null,
    hours_before_checkin int not null,
    penalty_type hotel.penalty_type not null,
    penalty_amount_minor bigint,
    penalty_percentage numeric(5, 2),
    primary key (hotel_id, policy_id, hours_before_checkin),
    foreign key (hotel_id, policy_id) references hotel.cancellation_policy (hotel_id, id),
    constraint tier_hours_are_not_negative check (hours_before_checkin >= 0),
    constraint fixed_tier_has_its_amount check ((penalty_type = 'FIXED') = (penalty_amount_minor is not null)),
    constraint percentage_tier_has_its_percentage check ((penalty_type = 'PERCENTAGE') = (penalty_percentage is not null)),
    constraint tier_percentage_is_a_percentage check (penalty_percentage between 0 and 100),
    constraint tier_amount_is_not_negative check (penalty_amount_minor >= 0)
);
comment on table hotel.cancellation_policy_tier is
'Tiers of a CUSTOM policy: the one with the largest hours_before_checkin not above the hours left applies, else the smallest.';

alter table hotel.hotel_policy
add constraint hotel_policy_default_cancellation_policy_fkey
foreign key (hotel_id, default_cancellation_policy_id) references hotel.cancellation_policy (hotel_id, id);
