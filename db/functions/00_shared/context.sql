-- Who is acting, for the audit. Set by app.begin_action and its siblings for the rest of the transaction; raw SQL has none
-- and is recorded under the database role it was typed by.
-- Every change asks for it: the planner takes these expressions into whatever asks.

create function app.context_of(p_setting text) returns hotel.action_context
language sql stable parallel safe
return case
    when p_setting <> '' then p_setting::hotel.action_context
    else row('sql', session_user, null, 'SQL', null)::hotel.action_context
end;
comment on function app.context_of(text) is 'The action context that a note carries as text, or that of raw SQL.';

create function app.context() returns hotel.action_context
language sql stable parallel safe
return app.context_of(pg_catalog.current_setting('hotelmate.context', true));
comment on function app.context() is 'The action context of this transaction, or that of raw SQL.';

create function app.set_context(p_action text, p_actor text, p_staff_id bigint, p_source hotel.change_source, p_note text) returns text
language sql volatile
return pg_catalog.set_config(
    'hotelmate.context', row(p_action, p_actor, p_staff_id, p_source, p_note)::hotel.action_context::text, true
);
comment on function app.set_context(text, text, bigint, hotel.change_source, text) is 'Leaves the action context for the triggers of this transaction.';
