-- Both functions are bodies that the planner opens up: a filter that is null is gone from the plan.

create function app.is_within(p_at timestamptz, p_filter app.booking_filter) returns boolean
language sql stable parallel safe
return ((p_filter).date_from is null or hotel.local_date(p_at, (p_filter).timezone) >= (p_filter).date_from)
and ((p_filter).date_to is null or hotel.local_date(p_at, (p_filter).timezone) <= (p_filter).date_to);
comment on function app.is_within(timestamptz, app.booking_filter) is
'Whether an instant lies on the filter''s days by the hotel''s own calendar, also where a midnight comes twice or not at all; null without the instant.';

create function app.is_in_bucket(p_booking hotel.booking, p_bucket text, p_filter app.booking_filter) returns boolean
language sql stable parallel safe
return case p_bucket
    when 'arrivals'
        then
            (p_booking).checked_in_at is null and (p_booking).status in ('CONFIRMED', 'PENDING_APPROVAL')
            and (p_booking).check_in >= coalesce((p_filter).date_from, least((p_filter).today, (p_filter).date_to))
            and (p_booking).check_in <= coalesce((p_filter).date_to, greatest((p_filter).today, (p_filter).date_from))
    when 'departures'
        then
            (p_booking).status = 'CONFIRMED' and (p_booking).checked_in_at is not null
            and (p_booking).check_out >= coalesce((p_filter).date_from, least((p_filter).today, (p_filter).date_to))
            and (p_booking).check_out <= coalesce((p_filter).date_to, greatest((p_filter).today, (p_filter).date_from))
    else
        case p_bucket
            when 'in_house' then (p_booking).status = 'CONFIRMED' and (p_booking).checked_in_at is not null
            when 'overdue_checkout'
                then
                    (p_booking).status = 'CONFIRMED' and (p_booking).checked_in_at is not null
                    and app.checkout_deadline_at((p_booking).check_out, (p_filter).checkout_time, (p_filter).timezone) < (p_filter).now
            when 'pending' then (p_booking).status = 'PENDING_APPROVAL'
            when 'checked_out' then (p_booking).status = 'COMPLETED'
            when 'cancelled' then (p_booking).status = 'CANCELLED'
            when 'expired' then (p_booking).status = 'EXPIRED'
            when 'no_show' then (p_booking).status = 'NO_SHOW'
            else true
        end
        and case (p_filter).date_mode
            when
                'stay'
                then
                    ((p_filter).date_from is null or (p_booking).check_in >= (p_filter).date_from)
                    and ((p_filter).date_to is null or (p_booking).check_out <= (p_filter).date_to)
            when 'created' then app.is_within((p_booking).created_at, p_filter)
            when 'updated' then app.is_within((p_booking).updated_at, p_filter)
            when 'checked_in' then app.is_within((p_booking).checked_in_at, p_filter)
            when 'checked_out' then app.is_within((p_booking).checked_out_at, p_filter)
        end
end;
comment on function app.is_in_bucket(hotel.booking, text, app.booking_filter) is
'Whether a booking lies in a bucket (null: all) on the filter''s days: by default today for arrivals and departures, any day for the others.';

create function app.filtered_bookings(p_filter app.booking_filter) returns setof hotel.booking
language sql stable parallel safe
begin atomic
    select b.*
    from hotel.booking as b
    where
        b.hotel_id = (p_filter).hotel_id
        and b.status not in ('PENDING_PAYMENT', 'CANCELLED_DRAFT')
        and ((p_filter).statuses is null or b.status = any((p_filter).statuses))
        and ((p_filter).found is null or b.id = any((p_filter).found))
        and (
            (p_filter).is_assigned is null
            or (p_filter).is_assigned = exists (
                select from hotel.room_claim as c
                where
                    c.hotel_id = b.hotel_id and c.booking_id = b.id
                    and (c.is_open or (b.checked_out_at is not null and c.occupied_from is not null))
            )
        )
        and ((p_filter).in_rooms is null or b.id = any((p_filter).in_rooms))
        and (
            (p_filter).room_type is null
            or b.room_type_id in (
                select t.id from hotel.room_type as t
                where t.hotel_id = (p_filter).hotel_id and (t.id::text = (p_filter).room_type or t.code = (p_filter).room_type)
            )
        )
        and ((p_filter).adults is null or b.adults = (p_filter).adults)
        and ((p_filter).children is null or b.children = (p_filter).children)
        and ((p_filter).party_size_min is null or b.adults + b.children >= (p_filter).party_size_min)
        and ((p_filter).party_size_max is null or b.adults + b.children <= (p_filter).party_size_max)
        and ((p_filter).amount_min is null or b.total_minor >= (p_filter).amount_min)
        and ((p_filter).amount_max is null or b.total_minor <= (p_filter).amount_max)
        and ((p_filter).currency is null or b.currency = (p_filter).currency)
        and ((p_filter).is_seen is null or (p_filter).is_seen = (b.staff_seen_at is not null))
        and ((p_filter).seen_by_staff_id is null or b.staff_seen_by_staff_id = (p_filter).seen_by_staff_id)
        and (
            (p_filter).precheckin is null
            or (p_filter).precheckin = case
                when exists (
                    select from hotel.booking_text as x
                    where x.hotel_id = b.hotel_id and x.booking_id = b.id and x.precheckin_submitted_at is not null
                ) then 'complete'
                when exists (
                    select from hotel.precheckin_token as k
                    where
                        k.hotel_id = b.hotel_id and k.booking_id = b.id and k.used_at is null and k.revoked_at is null
                        and k.expires_at > (p_filter).now
                ) then 'pending'
                else 'none'
            end
        );
end;
comment on function app.filtered_bookings(app.booking_filter) is
'The bookings staff may see that pass everything in a filter but its bucket and days (app.is_in_bucket).';
