-- What the loader needs in a database of its own: how large the hotels are, and the chain of the audit as an aggregate.

create schema bench
--;
create table bench.house (hotel_id bigint primary key, bookings int not null, rooms int not null)
--;
create function bench.link(p_hash bytea, p_row hotel.audit) returns bytea language plpgsql stable as $$
begin
    return coalesce(p_row.hash, hotel.audit_digest(p_hash, p_row));
end;
$$
--;
create aggregate bench.chain (hotel.audit) (sfunc = bench.link, stype = bytea, initcond = '')
