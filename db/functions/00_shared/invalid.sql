create function app.invalid(p_field text, p_reason text) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    raise exception using
        errcode = 'RVINV',
        message = p_reason,
        detail = 'VALIDATION_ERROR ' || jsonb_build_object('field', p_field, 'reason', p_reason)::text,
        hint = format('Correct "%s" and send it again.', p_field);
end;
$$;
comment on function app.invalid(text, text) is 'Refuses a field of a request. Always raises RVINV VALIDATION_ERROR {field, reason}.';
