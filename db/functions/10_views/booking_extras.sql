-- What lists and details show beside app.booking_view, and events need not carry: it would cost every commit a look elsewhere.

create view app.booking_extras with (security_invoker = true) as
select
    b.hotel_id,
    b.id as booking_id,
    (
        select max(c.occupied_from) from hotel.room_claim as c
        where c.hotel_id = b.hotel_id and c.booking_id = b.id and c.occupied_from is not null
        having count(*) > 1
    ) as room_moved_at,
    i.detected_at as overstay_flagged_at,
    i.acknowledged_at as overstay_acknowledged_at,
    -- Guests are not surveyed.
    false as survey_sent,
    false as survey_completed,
    null::int as survey_rating,
    null::timestamptz as survey_sent_at,
    null::json as survey_response
from hotel.booking as b
left join lateral (
    select i.detected_at, i.acknowledged_at
    from hotel.overstay_incident as i
    where i.hotel_id = b.hotel_id and i.booking_id = b.id
    order by i.id desc
    limit 1
) as i on true;

comment on view app.booking_extras is
'Per booking: when the guest last changed rooms, the latest overstay, and the survey fields the client reads (there are no surveys).';
