-- Filters of lists come as texts, as they stand in an address. Each reader knows one kind of value and says what is wrong.

create function app.invalid_filter(p_field text, p_reason text) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    raise exception using
        errcode = 'RVINV',
        message = p_reason,
        detail = 'INVALID_FILTER_PARAMETERS ' || jsonb_build_object('field', p_field, 'reason', p_reason)::text,
        hint = format('Correct "%s" and send it again, or leave it out.', p_field);
end;
$$;
comment on function app.invalid_filter(text, text) is 'Refuses a filter. Always raises RVINV INVALID_FILTER_PARAMETERS {field, reason}.';

create function app.filter_choice(p_filters jsonb, p_field text, p_choices text[]) returns text
language plpgsql stable set search_path = ''
as $$
declare
    v_text text := nullif(p_filters ->> p_field, '');
begin
    if not v_text = any(p_choices) then
        perform app.invalid_filter(p_field, format('%s must be one of %s', p_field, array_to_string(p_choices, ', ')));
    end if;
    return v_text;
end;
$$;
comment on function app.filter_choice(jsonb, text, text[]) is 'A filter that is one of some words, or null. Errors: RVINV INVALID_FILTER_PARAMETERS.';

create function app.filter_number(p_filters jsonb, p_field text) returns int
language plpgsql stable set search_path = ''
as $$
declare
    v_text text := nullif(p_filters ->> p_field, '');
begin
    if v_text !~ '^[0-9]{1,9}$' then
        perform app.invalid_filter(p_field, format('%s must be a whole number', p_field));
    end if;
    return v_text::int;
end;
$$;
comment on function app.filter_number(jsonb, text) is 'A filter that is a whole number, or null. Errors: RVINV INVALID_FILTER_PARAMETERS.';

create function app.filter_boolean(p_filters jsonb, p_field text) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    return app.filter_choice(
        jsonb_build_object(p_field, lower(p_filters ->> p_field)), p_field, '{true,false,1,0,yes,no}'
    )::boolean;
end;
$$;
comment on function app.filter_boolean(jsonb, text) is 'A filter that is yes or no, or null. Errors: RVINV INVALID_FILTER_PARAMETERS.';

create function app.filter_money(p_filters jsonb, p_field text) returns bigint
language plpgsql stable set search_path = ''
as $$
declare
    v_text text := nullif(p_filters ->> p_field, '');
begin
    if v_text !~ '^[0-9]{1,13}(\.[0-9]{1,2})?$' then
        perform app.invalid_filter(p_field, format('%s must be an amount such as 120.50', p_field));
    end if;
    return (v_text::numeric * 100)::bigint;
end;
$$;
comment on function app.filter_money(jsonb, text) is 'A filter that is an amount, in minor units, or null. Errors: RVINV INVALID_FILTER_PARAMETERS.';

create function app.filter_date(p_filters jsonb, p_field text) returns date
language plpgsql stable set search_path = ''
as $$
declare
    v_text text := nullif(p_filters ->> p_field, '');
    v_month date;
begin
    if v_text ~ '^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' then
        v_month := (left(v_text, 8) || '01')::date;
        if right(v_text, 2)::int <= extract(day from v_month + interval '1 month - 1 day') then
            return v_text::date;
        end if;
    end if;
    if v_text is not null then
        perform app.invalid_filter(p_field, format('%s must be a date such as 2026-07-14', p_field));
    end if;
    return null;
end;
$$;
comment on function app.filter_date(jsonb, text) is 'A filter that is a calendar day, or null. Errors: RVINV INVALID_FILTER_PARAMETERS.';
