-- A booking: the lifecycle axis. Where it stands in the house (reserved, assigned, in house, departed) is computed from
-- the room claim and from checked_in_at / checked_out_at, and is not here. Names and addresses are in hotel.person.

create table hotel.booking (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    number text not null,
    confirmation_number text not null,
    status hotel.booking_status not null,
    room_type_id bigint not null,
    check_in date not null,
    check_out date not null,
    adults int not null,
    children int not null default 0,
    terms hotel.payment_terms not null default 'PREPAID',
    total_minor bigint not null,
    currency text not null,
    promo_code text not null default '',
    booker_type hotel.booker_type not null default 'SELF',
    booker_person_id bigint not null,
    cancellation_policy_id bigint,
    rate_plan_id bigint,
    cancellation_policy jsonb,
    rebooked_from_id bigint,
    created_at timestamptz not null default hotel.clock(),
    updated_at timestamptz not null default hotel.clock(),
    -- the hold
    expires_at timestamptz,
    -- money, as the ledger shows it: written by the ledger's trigger alone
    payment_authorized_at timestamptz,
    payment_captured_at timestamptz,
    paid_at timestamptz,
    payment_failed_at timestamptz,
    refund_processed_at timestamptz,
    -- the decision
    approval_deadline_at timestamptz,
    decision_at timestamptz,
    decision_by_staff_id bigint,
    decision_by text,
    decline_reason_code text,
    decline_reason_note text,
    expired_at timestamptz,
    auto_expire_reason_code text,
    cancelled_at timestamptz,
    cancellation_reason text,
    cancellation_fee_minor bigint,
    no_show_at timestamptz,
    no_show_fee_minor bigint,
    -- the stay
    checked_in_at timestamptz,
    checked_out_at timestamptz,
    departed_on date,
    open_balance_note text,
    -- staff
    staff_seen_at timestamptz,
    staff_seen_by_staff_id bigint,
    staff_seen_by text,

    primary key (hotel_id, id),
    unique (hotel_id, number),
    unique (hotel_id, confirmation_number),
    unique (hotel_id, id, currency),
    foreign key (hotel_id, room_type_id) references hotel.room_type (hotel_id, id),
    foreign key (hotel_id, booker_person_id) references hotel.person (hotel_id, id),
    foreign key (hotel_id, cancellation_policy_id) references hotel.cancellation_policy (hotel_id, id),
    foreign key (hotel_id, rate_plan_id) references hotel.rate_plan (hotel_id, id),
    foreign key (hotel_id, rebooked_from_id) references hotel.booking (hotel_id, id),
    foreign key (hotel_id, decision_by_staff_id) references hotel.staff (hotel_id, id),
    foreign key (hotel_id, staff_seen_by_staff_id) references hotel.staff (hotel_id, id),

    constraint booking_number_has_its_form check (number ~ '^BK-[A-Z0-9]{1,8}-[0-9]{4}-[0-9]{4,}$'),
    constraint confirmation_number_has_its_form check (confirmation_number ~ '^[A-Z0-9]{1,3}-[0-9]{4}-[0-9]{4,}$'),
    constraint booking_has_a_night check (check_in < check_out),
    constraint booking_is_shorter_than_two_years check (check_out < check_in + 731),
    constraint booking_is_rebooked_from_another check (rebooked_from_id <> id),
    constraint booking_has_an_adult check (adults >= 1),
    constraint booking_children_are_not_negative check (children >= 0),
    constraint booking_total_is_not_negative check (total_minor >= 0),
    constraint booking_total_has_at_most_15_digits check (total_minor < 1000000000000000),
    constraint booking_currency_is_iso check (currency ~ '^[A-Z]{3}$'),

    constraint hold_has_an_end check (status <> 'PENDING_PAYMENT' or (expires_at is not null and isfinite(expires_at))),
    constraint pending_payment_has_nothing_authorized check (
        status <> 'PENDING_PAYMENT' or (payment_authorized_at is null and payment_captured_at is null and paid_at is null)
    ),
    constraint pending_approval_is_authorized_or_free check (
        status <> 'PENDING_APPROVAL' or payment_authorized_at is not null or total_minor = 0
    ),
    constraint confirmed_is_paid_or_pays_at_property check (
        status not in ('CONFIRMED', 'NO_SHOW') or paid_at is not null or terms = 'PAY_AT_PROPERTY' or total_minor = 0
    ),
    constraint completed_is_paid_or_has_an_open_balance_note check (
        status <> 'COMPLETED' or paid_at is not null or total_minor = 0 or not hotel.is_blank(open_balance_note)
    ),
    constraint pending_approval_has_a_deadline check (
        status <> 'PENDING_APPROVAL' or (approval_deadline_at is not null and isfinite(approval_deadline_at))
    ),

    constraint expired_says_when_and_why check (
        (status = 'EXPIRED') = (expired_at is not null)
        and (status = 'EXPIRED') = (auto_expire_reason_code is not null)
    ),
    constraint expiry_reason_is_known check (auto_expire_reason_code in ('APPROVAL_TIMEOUT', 'AUTHORIZATION_LAPSED')),
    constraint cancelled_says_when_and_why check (
        (status = 'CANCELLED') = (cancelled_at is not null)
        and (status = 'CANCELLED') = (not hotel.is_blank(cancellation_reason))
        and (status = 'CANCELLED') = (cancellation_fee_minor is not null)
    ),
    constraint cancellation_fee_is_within_the_total check (cancellation_fee_minor between 0 and total_minor),
    constraint declined_says_who_when_and_why check (
        (status = 'DECLINED') = (decline_reason_code is not null)
        and (status <> 'DECLINED' or (decision_at is not null and decision_by is not null))
    ),
    constraint decision_says_who_and_when check ((decision_at is null) = (decision_by is null)),
    constraint no_show_says_when_and_what_it_costs check (
        (status = 'NO_SHOW') = (no_show_at is not null) and (status = 'NO_SHOW') = (no_show_fee_minor is not null)
    ),
    constraint no_show_fee_is_within_the_total check (no_show_fee_minor between 0 and total_minor),

    constraint completed_is_checked_out check ((status = 'COMPLETED') = (checked_out_at is not null)),
    constraint in_house_is_confirmed check (
        checked_in_at is null or checked_out_at is not null or status = 'CONFIRMED'
    ),
    constraint checked_out_was_checked_in check (checked_out_at is null or checked_in_at is not null),
    constraint checked_out_is_after_checked_in check (checked_in_at <= checked_out_at),
    constraint departure_has_its_day check ((departed_on is null) = (checked_out_at is null)),

    constraint staff_seen_says_who_and_when check (
        (staff_seen_at is null) = (staff_seen_by is null) and (staff_seen_by_staff_id is null or staff_seen_at is not null)
    )
) with (fillfactor = 70);

comment on table hotel.booking is 'One reservation. status is the lifecycle; every change of it is a row of hotel.booking_transition.';
comment on column hotel.booking.number is 'Public number BK-{CODE}-{YYYY}-{NNNN}; the API calls it booking_id.';
comment on column hotel.booking.total_minor is 'Total of the stay in minor units of currency, VAT included.';
comment on column hotel.booking.cancellation_policy is
'The policy as it stood when the booking was made: {code, name, template_type, free_until_hours, penalty_type, penalty_amount_minor, penalty_percentage, no_show_penalty_type, check_in_time, tiers[]}. Null: free.';
comment on column hotel.booking.paid_at is 'When the total was covered by captured money or by payments at the property.';
comment on column hotel.booking.departed_on is 'Calendar day of departure at the hotel; nights from here on are given back.';
comment on column hotel.booking.decision_by is 'Display name or database role of who decided; with decision_by_staff_id when it was staff.';
comment on column hotel.booking.open_balance_note is 'Why a guest left without having paid; set only by an override at check-out.';

-- Queues, each small however many bookings there are.
create index booking_approval_queue on hotel.booking (hotel_id, approval_deadline_at) where status = 'PENDING_APPROVAL';
create index booking_hold_queue on hotel.booking (hotel_id, expires_at) where status = 'PENDING_PAYMENT';
create index booking_arrivals on hotel.booking (hotel_id, check_in) where status = 'CONFIRMED' and checked_in_at is null;
create index booking_departures on hotel.booking (hotel_id, check_out)
where status = 'CONFIRMED' and checked_in_at is not null;
create index booking_by_creation on hotel.booking (hotel_id, created_at, id);
-- Lists by bucket: terminal bookings are counted in the index alone.
create index booking_by_status on hotel.booking (hotel_id, status, check_in, check_out);
create index booking_by_room_type on hotel.booking (hotel_id, room_type_id, check_in);
-- For the foreign keys.
create index booking_by_booker on hotel.booking (hotel_id, booker_person_id);
create index booking_by_cancellation_policy on hotel.booking (hotel_id, cancellation_policy_id) where cancellation_policy_id is not null;
create index booking_by_rate_plan on hotel.booking (hotel_id, rate_plan_id) where rate_plan_id is not null;
create index booking_by_rebooked_from on hotel.booking (hotel_id, rebooked_from_id) where rebooked_from_id is not null;
create index booking_by_decider on hotel.booking (hotel_id, decision_by_staff_id) where decision_by_staff_id is not null;
create index booking_by_first_viewer on hotel.booking (hotel_id, staff_seen_by_staff_id) where staff_seen_by_staff_id is not null;
