create function app.price_stay(
    p_hotel_id bigint, p_room_type_id bigint, p_check_in date, p_check_out date, p_rate_plan_id bigint default null
) returns bigint
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select round(
            round((p_check_out - p_check_in) * t.starting_price_minor * (1 + l.vat_percent / 100))
            * (100 - coalesce(p.default_discount_percent, 0)) / 100
        )::bigint
        from hotel.room_type as t
        inner join hotel.hotel_policy as l on t.hotel_id = l.hotel_id
        left join hotel.rate_plan as p on t.hotel_id = p.hotel_id and p.id = p_rate_plan_id
        where t.hotel_id = p_hotel_id and t.id = p_room_type_id
    );
end;
$$;
comment on function app.price_stay(bigint, bigint, date, date, bigint) is
'Total of a stay in minor units: nights × starting price, plus VAT, half up; under a rate plan less its discount, half up.';

create function app.priced_nights(p_booking hotel.booking) returns int
language plpgsql stable set search_path = ''
as $$
begin
    return (
        -- The total is the price of the nights that are paid for or were booked: not of those that wait for their payment.
        select p_booking.check_out - p_booking.check_in - coalesce(sum(x.new_check_out - x.old_check_out), 0)
        from hotel.booking_extension as x
        where x.hotel_id = p_booking.hotel_id and x.booking_id = p_booking.id and x.status = 'PENDING_PAYMENT'
    );
end;
$$;
comment on function app.priced_nights(hotel.booking) is 'How many nights a booking''s total is the price of.';
