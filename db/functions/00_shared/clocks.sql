-- The clocks of a booking, each defined here and nowhere else: what ends when, on the hotel's own wall, and how late it is. Risk
-- levels are computed at reading, never stored, and never announced. The planner takes all of these in.

create function app.whole_minutes(p_from timestamptz, p_to timestamptz) returns int
language sql immutable parallel safe
return floor(extract(epoch from p_to - p_from) / 60)::int;
comment on function app.whole_minutes(timestamptz, timestamptz) is 'Whole minutes from one instant to a later one.';

create function app.approval_risk_level(p_status hotel.booking_status, p_deadline timestamptz, p_now timestamptz) returns text
language sql immutable parallel safe
return case
    when p_status <> 'PENDING_APPROVAL' or p_deadline is null then 'OK'
    when p_now > p_deadline and app.whole_minutes(p_deadline, p_now) > 60 then 'CRITICAL'
    when p_now > p_deadline then 'OVERDUE'
    when app.whole_minutes(p_now, p_deadline) <= 10 then 'DUE_SOON'
    else 'OK'
end;
comment on function app.approval_risk_level(hotel.booking_status, timestamptz, timestamptz) is
'OK, DUE_SOON (10 whole minutes or fewer left), OVERDUE, CRITICAL (more than 60 whole minutes overdue). A warning: CRITICAL can still be approved.';

create function app.approval_deadline_at(p_since timestamptz, p_policy hotel.hotel_policy) returns timestamptz
language sql stable parallel safe
return p_since + make_interval(mins => (p_policy).approval_sla_minutes);
comment on function app.approval_deadline_at(timestamptz, hotel.hotel_policy) is
'Until when a request should be decided, counted from its payment, else from its making. Later than that is late, not over.';

create function app.approval_cutoff_at(p_check_in date, p_policy hotel.hotel_policy, p_timezone text, p_deadline timestamptz) returns timestamptz
language sql stable parallel safe
return greatest(
    hotel.local_instant(p_check_in + (p_policy).approval_cutoff_day_offset, (p_policy).approval_cutoff_time, p_timezone), p_deadline
);
comment on function app.approval_cutoff_at(date, hotel.hotel_policy, text, timestamptz) is
'When an undecided request expires: the cutoff of the arrival day, or the approval deadline if that is later.';

create function app.check_in_opens_at(p_check_in date, p_policy hotel.hotel_policy, p_timezone text) returns timestamptz
language sql stable parallel safe
return hotel.local_instant(p_check_in, (p_policy).early_checkin_from, p_timezone);
comment on function app.check_in_opens_at(date, hotel.hotel_policy, text) is 'From when on, inclusive, a guest may arrive.';

create function app.late_arrival_ends_at(p_check_in date, p_policy hotel.hotel_policy, p_timezone text) returns timestamptz
language sql stable parallel safe
return hotel.local_instant(p_check_in + 1, (p_policy).late_arrival_cutoff, p_timezone);
comment on function app.late_arrival_ends_at(date, hotel.hotel_policy, text) is
'Until when, inclusive, a guest may arrive, in the night after the day of arrival; from then on it may be a no-show.';

create function app.checkout_deadline_at(p_check_out date, p_checkout_time time, p_timezone text) returns timestamptz
language sql stable parallel safe
return hotel.local_instant(p_check_out, p_checkout_time, p_timezone);
comment on function app.checkout_deadline_at(date, time, text) is 'When a guest has to have left: from then on an overstay is flagged.';

create function app.grace_ends_at(p_deadline timestamptz, p_grace_minutes int) returns timestamptz
language sql stable parallel safe
return p_deadline + make_interval(mins => p_grace_minutes);
comment on function app.grace_ends_at(timestamptz, int) is 'When the grace after a check-out deadline ends; later than that is an overstay.';

create function app.overstay_risk_level(p_in_house boolean, p_deadline timestamptz, p_grace_minutes int, p_now timestamptz) returns text
language sql stable parallel safe
return case
    when not p_in_house or p_now <= p_deadline then 'OK'
    when p_now <= app.grace_ends_at(p_deadline, p_grace_minutes) then 'GRACE'
    when app.whole_minutes(app.grace_ends_at(p_deadline, p_grace_minutes), p_now) > 120 then 'CRITICAL'
    else 'OVERDUE'
end;
comment on function app.overstay_risk_level(boolean, timestamptz, int, timestamptz) is
'OK, GRACE (past the check-out time), OVERDUE (past the grace), CRITICAL (more than 120 whole minutes past the grace).';
