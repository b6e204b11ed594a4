begin;
select plan(9);
select test.open_house();
create function pg_temp.quote(p_type text, p_nights int, p_more text default '') returns jsonb language sql as $$
    select test.answer(
        'quote_stay', null,
        format('p_room_type_code => %L, p_check_in => ''2026-06-12'', p_check_out => %L %s', p_type, '2026-06-12'::date + p_nights, p_more), null
    );
$$;
select is(
    pg_temp.quote('DBL', 2) -> 'breakdown',
    '{"base_price_per_night": "100.00", "number_of_nights": 2, "subtotal": "200.00", "taxes": "18.00", "fees": "0.00", "discount": "0.00",
      "total": "218.00"}'::jsonb,
    'two nights and their VAT'
);
update hotel.room_type set starting_price_minor = 3333 where id = test.type_id('SGL');
select is(pg_temp.quote('SGL', 1, ', p_adults => 1') -> 'breakdown' ->> 'total', '36.33', 'to the cent');
select test.hold('odd', '2026-06-12', 1, 'SGL');
select is((test.booking('odd')).total_minor, 3633::bigint, 'as the booking is then made');
select matches(pg_temp.quote('DBL', 1) ->> 'quote_id', '^QT-[0-9A-F]{10}$', 'the quote has an id');
select is((pg_temp.quote('DBL', 1) ->> 'valid_until')::timestamptz, hotel.clock() + interval '30 minutes', 'and is good for half an hour');
select is(pg_temp.quote('SGL', 1, ', p_adults => 1') -> 'is_available', 'false', 'it says when nothing is left');
select is(pg_temp.quote('DBL', 1, ', p_promo_code => ''WINTER20''') -> 'applied_promo', 'null', 'a code takes nothing off');
select test.refuses(
    'quote_stay', null, 'RVNTF ROOM_TYPE_NOT_FOUND', 'an unknown type',
    'p_room_type_code => ''X'', p_check_in => ''2026-06-12'', p_check_out => ''2026-06-13''', null
);
select test.refuses(
    'quote_stay', null, 'RVINV VALIDATION_ERROR', 'more guests than fit',
    'p_room_type_code => ''SGL'', p_check_in => ''2026-06-12'', p_check_out => ''2026-06-13'', p_adults => 2', null
);
select * from finish();
rollback;
