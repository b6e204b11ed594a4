-- What a constraint cannot say by itself: that somebody has a name, and that a stay does not begin yesterday.

create function app.validate_booking_request(p_request app.booking_request, p_today date) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_missing text;
begin
    select string_agg(f.field, ', ' order by f.n) into v_missing
    from (
        values
        (1, 'room_type_code', p_request.room_type_code), (2, 'check_in', p_request.check_in::text),
        (3, 'check_out', p_request.check_out::text), (4, 'primary_first_name', p_request.primary_first_name),
        (5, 'primary_last_name', p_request.primary_last_name), (6, 'primary_email', p_request.primary_email),
        (7, 'primary_phone', p_request.primary_phone), (8, 'booker_type', p_request.booker_type)
    ) as f (n, field, value)
    where coalesce(btrim(f.value), '') = '';
    if v_missing is not null then
        perform app.invalid(split_part(v_missing, ', ', 1), 'Required fields: ' || v_missing);
    end if;

    if p_request.booker_type not in ('SELF', 'THIRD_PARTY', 'COMPANY') then
        perform app.invalid('booker_type', 'booker_type must be one of SELF, THIRD_PARTY, COMPANY');
    end if;
    if p_request.booker_type <> 'SELF' and (
        coalesce(btrim(p_request.booker_first_name), '') = '' or coalesce(btrim(p_request.booker_last_name), '') = ''
        or coalesce(btrim(p_request.booker_email), '') = ''
    ) then
        perform app.invalid('booker_first_name', 'Required fields: booker_first_name, booker_last_name, booker_email');
    end if;
    if p_request.booker_type = 'COMPANY' and coalesce(btrim(p_request.booker_company), '') = '' then
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
