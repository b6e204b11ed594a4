-- The audit log: every change of an audited table, in commit order per hotel, each row carrying the hash of the one before.
--
-- changes is text, not jsonb: what was hashed is what is stored, byte for byte. Folding the changes of an entity in
-- sequence order gives its live row (ops.rebuild).

create table hotel.audit (
    hotel_id bigint not null,
    seq bigint not null,
    at timestamptz not null,
    entity text not null,
    entity_id text not null,
    operation text not null,
    from_status text,
    to_status text,
    action text not null,
    actor text not null,
    staff_id bigint,
    database_role text not null,
    source hotel.change_source not null,
    note text,
    changes text not null,
    hash bytea not null,
    primary key (hotel_id, seq, at),
    constraint audit_operation_is_known check (operation in ('INSERT', 'UPDATE', 'DELETE'))
) partition by range (at);

-- No foreign key to the hotel: only the seal writes here, under the hotel's own head row, which has one.
create index audit_by_entity on hotel.audit (hotel_id, entity, entity_id, seq);

comment on table hotel.audit is 'Who changed what, from what, to what, when, why and by which way. Append-only against everybody.';
comment on column hotel.audit.entity is 'Table of the changed row.';
comment on column hotel.audit.actor is 'Name of staff, database role, guest, job or provider, as it was then.';
comment on column hotel.audit.database_role is 'session_user: who was really logged in.';
comment on column hotel.audit.changes is 'JSON text of the columns that changed, with their new values; for an INSERT every column that is not null.';
comment on column hotel.audit.hash is 'SHA-256 over the hash before and this row''s text (hotel.audit_digest).';

create table hotel.audit_rest partition of hotel.audit default;
comment on table hotel.audit_rest is 'Audit rows outside every monthly partition.';

create function hotel.audit_digest(p_previous bytea, p_row hotel.audit) returns bytea
language plpgsql stable parallel safe set search_path = ''
as $$
begin
    return sha256(
        p_previous || convert_to(
            concat_ws(
                E'\x1f',
                p_row.hotel_id, p_row.seq, extract(epoch from p_row.at),
                quote_literal(p_row.entity), quote_literal(p_row.entity_id), p_row.operation,
                quote_nullable(p_row.from_status), quote_nullable(p_row.to_status),
                quote_literal(p_row.action), quote_literal(p_row.actor), quote_nullable(p_row.staff_id),
                quote_literal(p_row.database_role), p_row.source, quote_nullable(p_row.note), p_row.changes
            ),
            'UTF8'
        )
    );
end;
$$;
comment on function hotel.audit_digest(bytea, hotel.audit) is
'Hash of an audit row in its chain. Times enter as seconds since 1970, so that no session setting changes the text; texts quoted, so that nothing can move from one column into the next, nor a null become a text.';
