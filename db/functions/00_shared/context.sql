-- Who is acting, for the audit. Set by app.begin_action and its siblings for the rest of the transaction; raw SQL has none
-- and is recorded under the database role it was typed by.

create function app.context() returns hotel.action_context
language sql stable set search_path = ''
as $$
    select coalesce(
        nullif(pg_catalog.current_setting('hotelmate.context', true), '')::hotel.action_context,
        row('sql', session_user, null, 'SQL', null)::hotel.action_context
    );
$$;
comment on function app.context() is 'The action context of this transaction, or that of raw SQL.';

create function app.set_context(p_action text, p_actor text, p_staff_id bigint, p_source hotel.change_source, p_note text) returns void
language sql volatile set search_path = ''
as $$
    select pg_catalog.set_config(
        'hotelmate.context', row(p_action, p_actor, p_staff_id, p_source, p_note)::hotel.action_context::text, true
    );
$$;
comment on function app.set_context(text, text, bigint, hotel.change_source, text) is 'Leaves the action context for the triggers of this transaction.';
