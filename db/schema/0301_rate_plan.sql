create table hotel.rate_plan (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    code text not null,
    name text not null,
    description text not null default '',
    is_refundable boolean not null default true,
    default_discount_percent numeric(5, 2) not null default 0,
    cancellation_policy_id bigint,
    is_active boolean not null default true,
    primary key (hotel_id, id),
    unique (hotel_id, code),
    foreign key (hotel_id, cancellation_policy_id) references hotel.cancellation_policy (hotel_id, id),
    constraint rate_plan_has_a_name check (not hotel.is_blank(code) and not hotel.is_blank(name) and length(code) <= 50 and length(name) <= 200),
    constraint discount_is_a_percentage check (default_discount_percent between 0 and 100)
);
create index rate_plan_by_cancellation_policy on hotel.rate_plan (hotel_id, cancellation_policy_id) where cancellation_policy_id is not null;
comment on table hotel.rate_plan is
'Terms under which the desk sells: a discount on the hotel''s price and a cancellation policy. A booking keeps its price and policy whatever becomes of the plan.';
comment on column hotel.rate_plan.is_refundable is
'False: a booking under a plan without a policy of its own is cancelled at the price of the full stay, unless the desk names a policy for it.';
comment on column hotel.rate_plan.default_discount_percent is 'Taken off the price that the hotel itself would ask; an agreed total is taken as it is.';
