create function app.validate_stay(p_hotel_id bigint, p_check_in date, p_check_out date, p_adults int, p_children int) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    if p_check_in is null or p_check_out is null then
        perform app.invalid(case when p_check_in is null then 'check_in' else 'check_out' end, 'Required fields: check_in, check_out');
    end if;
    if p_check_in >= p_check_out then
        perform app.invalid('check_out', 'check_out must be after check_in');
    end if;
    if p_check_in < (
        select hotel.local_date(hotel.clock(), h.timezone) from hotel.hotel as h where h.hotel_id = p_hotel_id
    ) then
        perform app.invalid('check_in', 'check_in must not be in the past');
    end if;
    -- As the constraint booking_is_shorter_than_two_years; and a stay of ages would be a lot of nights to look at.
    if p_check_out >= p_check_in + 731 then
        perform app.invalid('check_out', 'A stay lasts less than two years');
    end if;
    if coalesce(p_adults, 0) not between 1 and 100 then
        perform app.invalid('adults', 'adults must be between 1 and 100');
    end if;
    if coalesce(p_children, -1) not between 0 and 100 then
        perform app.invalid('children', 'children must be between 0 and 100');
    end if;
end;
$$;
comment on function app.validate_stay(bigint, date, date, int, int) is
'Checks the dates and the party of a stay somebody asks about, by the hotel''s own calendar. Errors: RVINV VALIDATION_ERROR.';
