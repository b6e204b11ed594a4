-- SPEC'd order: status (already judged), room, window. The window is the hotel's own: from early_checkin_from on the day of
-- arrival to late_arrival_cutoff of the next day, inclusive.

create function app.check_in_refusal(p_facts app.booking_facts) returns app.refusal
language plpgsql stable set search_path = ''
as $$
begin
    if (p_facts.room).id is null then
        return app.refusal_of('BOOKING_NOT_ELIGIBLE', 'No room is assigned.', 'Assign a room first.');
    elsif p_facts.staying <> (p_facts.booking).adults + (p_facts.booking).children then
        return app.refusal_of('PARTY_INCOMPLETE', 'Not everybody of the party is named yet.', 'Complete the party first.');
    elsif (p_facts.room).room_status <> 'READY_FOR_GUEST' then
        return app.refusal_of(
            'ROOM_NOT_READY', format('Room %s is %s.', (p_facts.room).room_number, (p_facts.room).room_status),
            'Wait for housekeeping, or assign another room.'
        );
    end if;
    return app.check_in_window_refusal(p_facts);
end;
$$;
comment on function app.check_in_refusal(app.booking_facts) is 'Why a confirmed booking cannot be checked in now; null when it can.';

create function app.check_in_window_refusal(p_facts app.booking_facts) returns app.refusal
language plpgsql stable set search_path = ''
as $$
declare
    v_arrival date := (p_facts.booking).check_in;
    v_day date := hotel.local_date(p_facts.now, p_facts.timezone);
    v_policy hotel.hotel_policy := p_facts.policy;
    v_over app.refusal := app.booked_nights_refusal(p_facts);
begin
    return case
        when v_over.code is not null then v_over
        when v_day < v_arrival then app.refusal_of(
            'CHECKIN_WRONG_DATE', format('Arrival is on %s.', v_arrival), 'A supervisor may override with a reason.'
        )
        when p_facts.now < app.check_in_opens_at(v_arrival, v_policy, p_facts.timezone) then app.refusal_of(
            'CHECKIN_TOO_EARLY', format('Check-in starts at %s.', to_char(v_policy.early_checkin_from, 'HH24:MI')),
            'A supervisor may override with a reason.'
        )
        when p_facts.now > app.late_arrival_ends_at(v_arrival, v_policy, p_facts.timezone) then app.refusal_of(
            'CHECKIN_TOO_LATE', 'The late-arrival cutoff has passed.', 'Mark a no-show, or let a supervisor override with a reason.'
        )
    end;
end;
$$;
comment on function app.check_in_window_refusal(app.booking_facts) is
'CHECKIN_WRONG_DATE, CHECKIN_TOO_EARLY or CHECKIN_TOO_LATE by the hotel''s own clock; null inside the window.';

create function app.booked_nights_refusal(p_facts app.booking_facts) returns app.refusal
language plpgsql stable set search_path = ''
as $$
begin
    if p_facts.now >= app.checkout_deadline_at((p_facts.booking).check_out, (p_facts.policy).standard_checkout_time, p_facts.timezone) then
        return app.refusal_of('CHECKIN_TOO_LATE', 'The booked nights are over.', 'Mark a no-show, and book tonight.');
    end if;
    return null;
end;
$$;
comment on function app.booked_nights_refusal(app.booking_facts) is
'CHECKIN_TOO_LATE when every booked night has gone by: nothing would hold tonight''s bed, so nobody can override it; null before.';
