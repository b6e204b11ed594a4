-- What a stay would cost: the same price that a booking is made at. Nothing is held, and nothing is stored.

create function api.quote_stay(
    p_hotel text,
    p_room_type_code text,
    p_check_in date,
    p_check_out date,
    p_adults int default 2,
    p_children int default 0,
    p_promo_code text default null
) returns jsonb
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_hotel_id bigint := app.begin_guest_action(p_hotel, 'quote_stay');
    v_type hotel.room_type;
begin
    perform app.validate_stay(v_hotel_id, p_check_in, p_check_out, p_adults, p_children);
    v_type := app.find_room_type(v_hotel_id, p_room_type_code);
    if p_adults + p_children > v_type.max_occupancy then
        perform app.invalid('adults', format('%s takes up to %s guests', v_type.name, v_type.max_occupancy));
    end if;
    -- There are no promotions: an unknown code is no mistake of the guest's, and it takes nothing off.
    return jsonb_build_object(
        'quote_id', 'QT-' || upper(left(app.random_token(), 10)),
        'valid_until', hotel.clock() + interval '30 minutes',
        'room_type', jsonb_build_object('code', v_type.code, 'name', v_type.name, 'photo', nullif(v_type.photo, '')),
        'dates', jsonb_build_object('check_in', p_check_in, 'check_out', p_check_out, 'nights', p_check_out - p_check_in),
        'guests', jsonb_build_object('adults', p_adults, 'children', p_children, 'total', p_adults + p_children),
        'is_available', app.rooms_left(v_type, p_check_in, p_check_out) > 0,
        'applied_promo', null
    ) || app.price_breakdown(v_type, p_check_in, p_check_out);
end;
$$;
comment on function api.quote_stay(text, text, date, date, int, int, text) is
'The price of a stay: {quote_id, valid_until, currency, room_type, dates, guests, is_available, breakdown{base_price_per_night, number_of_nights, subtotal, taxes, fees, discount, total}, applied_promo, cancellation_policy}. Errors: RVNTF HOTEL_NOT_FOUND, ROOM_TYPE_NOT_FOUND, RVINV VALIDATION_ERROR.';
grant execute on function api.quote_stay(text, text, date, date, int, int, text) to hotelmate_api;

create function app.price_breakdown(p_type hotel.room_type, p_check_in date, p_check_out date) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
    v_nights constant int := p_check_out - p_check_in;
    v_subtotal constant bigint := v_nights * p_type.starting_price_minor;
    v_total constant bigint := app.price_stay(p_type.hotel_id, p_type.id, p_check_in, p_check_out);
begin
    return (
        select jsonb_build_object(
            'currency', h.currency,
            'breakdown', jsonb_build_object(
                'base_price_per_night', hotel.money_text(p_type.starting_price_minor),
                'number_of_nights', v_nights,
                'subtotal', hotel.money_text(v_subtotal),
                'taxes', hotel.money_text(v_total - v_subtotal),
                'fees', hotel.money_text(0),
                'discount', hotel.money_text(0),
                'total', hotel.money_text(v_total)
            ),
            'cancellation_policy', app.policy_json(l.hotel_id, l.default_cancellation_policy_id)
        )
        from hotel.hotel as h
        inner join hotel.hotel_policy as l on h.hotel_id = l.hotel_id
        where h.hotel_id = p_type.hotel_id
    );
end;
$$;
comment on function app.price_breakdown(hotel.room_type, date, date) is
'{currency, breakdown, cancellation_policy} of a stay at the hotel''s price, VAT apart; the policy is the one a booking would freeze.';
