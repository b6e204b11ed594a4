-- L4: the log of a hotel, folded: what every audited row comes to.

create aggregate app.fold_changes (jsonb)(sfunc = jsonb_concat, stype = jsonb, initcond = '{}');
comment on aggregate app.fold_changes (jsonb) is 'The changes of one entity, in sequence order, folded into its state.';

create function app.fold_log(p_hotel_id bigint, p_upto timestamptz) returns table (entity text, entity_id text, state jsonb)
language sql stable
begin atomic
    select c.entity, c.entity_id, app.fold_changes(c.changes::jsonb order by c.seq)
    from app.known_change as c
    where c.hotel_id = p_hotel_id and c.at < p_upto
    group by c.entity, c.entity_id
    having (array_agg(c.operation order by c.seq desc))[1] <> 'DELETE';
end;
comment on function app.fold_log(bigint, timestamptz) is
'The rows that there were before an instant, by the log alone: columns with their last values, nulls among them. The planner takes it in: who asks for one entity reads only that.';

create function app.add_state(p_hash bytea, p_entity text, p_entity_id text, p_state text) returns bytea
language sql stable parallel safe
return pg_catalog.sha256(
    p_hash || pg_catalog.convert_to(
        pg_catalog.concat_ws(E'\x1f', pg_catalog.quote_literal(p_entity), pg_catalog.quote_literal(p_entity_id), p_state), 'UTF8'
    )
);
comment on function app.add_state(bytea, text, text, text) is 'Hash over some states and one more.';

create aggregate app.hash_states (text, text, text)(sfunc = app.add_state, stype = bytea, initcond = '');
comment on aggregate app.hash_states (text, text, text) is
'Hash over states, (entity, entity_id, state), as a chain: ordered by entity and entity_id in the order of their bytes.';
