create function app.random_token() returns text
language plpgsql volatile set search_path = ''
as $$
begin
    return (
        select replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')
    );
end;
$$;
comment on function app.random_token() is 'A raw token: 64 hex digits, 244 random bits. Given out once; only its hash is stored.';
