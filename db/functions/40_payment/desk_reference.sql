create function app.desk_reference(p_reference text) returns text
language plpgsql volatile set search_path = ''
as $$
begin
    -- It is looked up, and an index takes no whole page.
    if length(p_reference) > 255 then
        perform app.invalid('reference', 'reference must be at most 255 characters');
    end if;
    return case when hotel.is_blank(p_reference) then 'desk-' || gen_random_uuid()::text else btrim(p_reference) end;
end;
$$;
comment on function app.desk_reference(text) is
'What money at the desk is known by: the number of its receipt, or one of ours where none was given. Errors: RVINV VALIDATION_ERROR.';
