create function app.has_capability(p_caller app.caller, p_capability text) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    -- An operator has no staff row: the login role itself is the permission.
    return p_caller.staff_id is null or exists (
        select from hotel.role_capability as c where c.role = any(p_caller.roles) and c.capability = p_capability
    );
end;
$$;
comment on function app.has_capability(app.caller, text) is 'Whether the authenticated caller holds a capability.';

create function app.require_capability(p_caller app.caller, p_capability text) returns void
language plpgsql stable set search_path = ''
as $$
begin
    if not app.has_capability(p_caller, p_capability) then
        perform app.refuse_capability(p_capability);
    end if;
end;
$$;
comment on function app.require_capability(app.caller, text) is 'Errors: RVDNY CAPABILITY_MISSING {capability}.';

create function app.refuse_capability(p_capability text) returns void
language plpgsql stable set search_path = ''
as $$
begin
    raise exception using
        errcode = 'RVDNY',
        message = 'You do not have permission to perform this action.',
        detail = 'CAPABILITY_MISSING ' || jsonb_build_object('capability', p_capability)::text,
        hint = 'Ask a manager for a role that grants it.';
end;
$$;
comment on function app.refuse_capability(text) is 'Says which capability is missing. Always raises RVDNY CAPABILITY_MISSING {capability}.';

create function app.capabilities_of(p_caller app.caller) returns text[]
language plpgsql stable set search_path = ''
as $$
begin
    if p_caller.staff_id is null then
        return null;
    end if;
    return array(
        select distinct c.capability from hotel.role_capability as c where c.role = any(p_caller.roles) order by c.capability
    );
end;
$$;
comment on function app.capabilities_of(app.caller) is 'Every capability the caller holds; null for an operator, who holds all.';
