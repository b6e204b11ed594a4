-- What a constraint cannot say by itself: that somebody has a name, and that a stay does not begin yesterday.

create function app.validate_booking_request(p_request app.booking_request, p_today date) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_missing text := array_to_string(
        array[
            case when hotel.is_blank(p_request.room_type_code) then 'room_type_code' end,
            case when p_request.check_in is null then 'check_in' end,
            case when p_request.check_out is null then 'check_out' end,
            case when hotel.is_blank(p_request.primary_first_name) then 'primary_first_name' end,
            case when hotel.is_blank(p_request.primary_last_name) then 'primary_last_name' end,
            case when hotel.is_blank(p_request.primary_email) then 'primary_email' end,
            case when hotel.is_blank(p_request.primary_phone) then 'primary_phone' end,
            case when hotel.is_blank(p_request.booker_type) then 'booker_type' end
        ],
        ', '
    );
begin
    if v_missing <> '' then
        perform app.invalid(split_part(v_missing, ', ', 1), 'Required fields: ' || v_missing);
    end if;

    if p_request.booker_type not in ('SELF', 'THIRD_PARTY', 'COMPANY') then
        perform app.invalid('booker_type', 'booker_type must be one of SELF, THIRD_PARTY, COMPANY');
    end if;
    if p_request.booker_type <> 'SELF' and (
        hotel.is_blank(p_request.booker_first_name) or hotel.is_blank(p_request.booker_last_name)
        or hotel.is_blank(p_request.booker_email)
    ) then
        perform app.invalid('booker_first_name', 'Required fields: booker_first_name, booker_last_name, booker_email');
    end if;
    if p_request.booker_type = 'COMPANY' and hotel.is_blank(p_request.booker_company) then
        perform app.invalid('booker_company', 'booker_company is required when booker_type is COMPANY');
    end if;
    if p_request.primary_email !~ '^[^@\s]+@[^@\s]+$' then
        perform app.invalid('primary_email', 'primary_email must be an e-mail address');
    end if;
    if p_request.check_in < p_today then
        perform app.invalid('check_in', 'check_in must not be in the past');
    end if;
end;
$$;
comment on function app.validate_booking_request(app.booking_request, date) is
'Checks the fields of a new booking. p_today: the hotel''s own date. Errors: RVINV VALIDATION_ERROR.';
