-- Setting up a hotel: what an administrator does once, as the owner.

create function app.create_hotel(
    p_slug text,
    p_name text,
    p_timezone text default 'Europe/Dublin',
    p_currency text default 'EUR',
    p_number_prefix text default null
) returns bigint
language plpgsql volatile set search_path = ''
as $$
declare
    v_letters text := upper(replace(p_slug, '-', ''));
    v_hotel_id bigint;
begin
    perform app.begin_system_action('create_hotel', session_user, 'SQL');
    insert into hotel.hotel (slug, name, timezone, currency, number_prefix, confirmation_prefix)
    values (p_slug, p_name, p_timezone, p_currency, coalesce(p_number_prefix, left(v_letters, 8)), left(v_letters, 3))
    returning hotel_id into v_hotel_id;
    return v_hotel_id;
end;
$$;
comment on function app.create_hotel(text, text, text, text, text) is
'Creates a hotel with default policies; returns hotel_id. p_number_prefix: give one when another hotel has the slug''s first eight letters. Errors: 23505 hotel_slug_key, hotel_number_prefix_key, 23514.';

create function app.issue_staff_token(p_hotel_id bigint, p_staff_id bigint, p_label text, p_expires_at timestamptz default null) returns text
language plpgsql volatile set search_path = ''
as $$
declare
    v_token text := app.random_token();
begin
    insert into hotel.staff_token (hotel_id, staff_id, token_hash, label, expires_at)
    values (p_hotel_id, p_staff_id, hotel.token_hash(v_token), p_label, p_expires_at);
    return v_token;
end;
$$;
comment on function app.issue_staff_token(bigint, bigint, text, timestamptz) is
'Issues a staff token and returns it raw, this once. Errors: 23503 when the staff is of another hotel.';
