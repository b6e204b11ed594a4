-- Events that say what happened, and to which row, and show nothing of it: what loads a snapshot is cut out of the function.

select regexp_replace(
    pg_catalog.pg_get_functiondef('app.event_of(bigint, app.touch)'::pg_catalog.regprocedure),
    'case p_touch\.entity.*end case;',
    $$v_event.payload := '{}';
    if p_touch.guest_type is not null then
        v_event.guest_type := p_touch.guest_type;
        v_event.guest_payload := '{}';
    end if;$$
)
