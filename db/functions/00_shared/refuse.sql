-- A refusal as a value: computed once by a rule, then either raised by the action or shown as the reason in allowed_actions.

create type app.refusal as (
    errcode text,
    code text,
    message text,
    hint text
);
comment on type app.refusal is 'Why an action is not possible: SQLSTATE, machine-readable code, sentence for people, what to do. Null: it is possible.';

create function app.refuse(p_refusal app.refusal) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    if p_refusal.code is not null then
        raise exception using
            errcode = p_refusal.errcode,
            message = p_refusal.message,
            detail = p_refusal.code,
            hint = coalesce(p_refusal.hint, '');
    end if;
end;
$$;
comment on function app.refuse(app.refusal) is 'Raises a refusal, or does nothing when there is none. Errors: the refusal''s own.';

create function app.refuse_final(p_table text) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    raise exception using
        errcode = 'RVSTT',
        message = format('A row of %s that is over is never changed.', p_table),
        detail = 'FINAL_STATE',
        hint = 'Issue a new one.';
end;
$$;
comment on function app.refuse_final(text) is 'Says that what is over stays over. Always raises RVSTT FINAL_STATE.';
