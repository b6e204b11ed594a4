-- The clocks of a booking, each defined once: risk levels are computed at reading, never stored, and never announced.

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

create function app.approval_cutoff_at(p_check_in date, p_policy hotel.hotel_policy, p_timezone text, p_deadline timestamptz) returns timestamptz
language sql stable parallel safe
return greatest(
    hotel.local_instant(p_check_in + (p_policy).approval_cutoff_day_offset, (p_policy).approval_cutoff_time, p_timezone), p_deadline
);
comment on function app.approval_cutoff_at(date, hotel.hotel_policy, text, timestamptz) is
'When an undecided request expires: the cutoff of the arrival day, or the approval deadline if that is later.';

create function app.overstay_risk_level(p_in_house boolean, p_deadline timestamptz, p_grace_minutes int, p_now timestamptz) returns text
language sql stable parallel safe
return case
    when not p_in_house or p_now <= p_deadline then 'OK'
    when p_now <= p_deadline + make_interval(mins => p_grace_minutes) then 'GRACE'
    when app.whole_minutes(p_deadline + make_interval(mins => p_grace_minutes), p_now) > 120 then 'CRITICAL'
    else 'OVERDUE'
end;
comment on function app.overstay_risk_level(boolean, timestamptz, int, timestamptz) is
'OK, GRACE (past the check-out time), OVERDUE (past the grace), CRITICAL (more than 120 whole minutes past the grace).';
