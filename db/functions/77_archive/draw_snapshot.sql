-- What a hotel's log up to an instant comes to.

create function app.draw_snapshot(p_hotel_id bigint, p_upto timestamptz) returns hotel.log_snapshot
language plpgsql stable set search_path = ''
as $$
declare
    v_snapshot hotel.log_snapshot;
    v_before hotel.log_snapshot;
begin
    select s.* into v_before from app.newest_snapshot as s where s.hotel_id = p_hotel_id;
    v_snapshot.hotel_id := p_hotel_id;
    v_snapshot.upto := p_upto;
    v_snapshot.slug := (select h.slug from hotel.hotel as h where h.hotel_id = p_hotel_id);
    v_snapshot.previous_signature := v_before.signature;

    select a.seq, a.hash into v_snapshot.audit_seq, v_snapshot.audit_hash
    from hotel.audit as a
    where a.hotel_id = p_hotel_id and a.at < p_upto
    order by a.seq desc
    limit 1;
    v_snapshot.audit_seq := coalesce(v_snapshot.audit_seq, v_before.audit_seq, 0);
    v_snapshot.audit_hash := coalesce(v_snapshot.audit_hash, v_before.audit_hash, '');

    select count(*) + coalesce(v_before.events, 0), coalesce(max(e.seq), v_before.event_seq, 0)
    into v_snapshot.events, v_snapshot.event_seq
    from hotel.event as e
    where e.hotel_id = p_hotel_id and e.at < p_upto;

    select coalesce(app.hash_states(f.entity, f.entity_id, f.state::text order by f.entity collate "C", f.entity_id collate "C"), '')
    into v_snapshot.state_hash
    from app.fold_log(p_hotel_id, p_upto) as f;
    return v_snapshot;
end;
$$;
comment on function app.draw_snapshot(bigint, timestamptz) is
'The snapshot of a hotel''s log up to an instant, as it would follow the newest: all that is signed; nothing is written.';

create function app.snapshot_text(p_snapshot hotel.log_snapshot) returns text
language sql stable parallel safe
return concat_ws(
    E'\n',
    'hotelmate log snapshot 1',
    'hotel ' || (p_snapshot).slug,
    'upto ' || to_char((p_snapshot).upto at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'audit ' || (p_snapshot).audit_seq || ' ' || encode((p_snapshot).audit_hash, 'hex'),
    'events ' || (p_snapshot).event_seq || ' ' || (p_snapshot).events,
    'state ' || encode((p_snapshot).state_hash, 'hex'),
    'previous ' || coalesce(encode((p_snapshot).previous_signature, 'hex'), 'none')
);
comment on function app.snapshot_text(hotel.log_snapshot) is 'What is signed of a snapshot, byte for byte; each signs over the signature before it.';
