-- An audit log whose rows do not carry each other's hash.

create or replace function hotel.audit_digest(p_previous bytea, p_row hotel.audit) returns bytea
language sql immutable parallel safe
return ''::bytea
