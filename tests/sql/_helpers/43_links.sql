-- Pre-check-in links, as the mail carries them.

create function test.link(p_name text) returns text
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_token text := app.issue_precheckin_token(test.booking(p_name));
begin
    perform test.commit();
    return v_token;
end;
$$;
comment on function test.link(text) is 'Issues a pre-check-in link for a test booking; its raw token.';

create function test.form(p_token text, p_answers jsonb default '{"consent_checkbox": true}', p_party jsonb default null) returns text
language sql stable set search_path = ''
as $$
    select format(
        'p_guest_token => %L, p_party => %L, p_answers => %L', p_token,
        coalesce(p_party, '{"primary": {"first_name": "Ann", "last_name": "Guest"}, "companions": []}'), p_answers
    );
$$;
comment on function test.form(text, jsonb, jsonb) is 'Arguments of api.submit_precheckin; by default Ann comes alone and agrees.';
