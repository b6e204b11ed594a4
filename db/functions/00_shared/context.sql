-- Who is acting, for the audit. Set by app.begin_action and its siblings for the rest of the transaction; raw SQL has none
-- and is recorded under the database role it was typed by.
--
-- PL/pgSQL, though one expression would do: it is on the way of every change, and only PL/pgSQL keeps its plan between calls.

create function app.context_of(p_setting text) returns hotel.action_context
language plpgsql stable set search_path = ''
as $$
begin
    if p_setting is null or p_setting = '' then
        return row('sql', session_user, null, 'SQL', null)::hotel.action_context;
    end if;
    return p_setting::hotel.action_context;
end;
$$;
comment on function app.context_of(text) is 'The action context that a note carries as text, or that of raw SQL.';

create function app.context() returns hotel.action_context
language plpgsql stable set search_path = ''
as $$
begin
    return app.context_of(pg_catalog.current_setting('hotelmate.context', true));
end;
$$;
comment on function app.context() is 'The action context of this transaction, or that of raw SQL.';

create function app.set_context(p_action text, p_actor text, p_staff_id bigint, p_source hotel.change_source, p_note text) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_setting text;  -- assigned, not performed: a statement costs more than an expression
begin
    v_setting := pg_catalog.set_config(
        'hotelmate.context', row(p_action, p_actor, p_staff_id, p_source, p_note)::hotel.action_context::text, true
    );
end;
$$;
comment on function app.set_context(text, text, bigint, hotel.change_source, text) is 'Leaves the action context for the triggers of this transaction.';
