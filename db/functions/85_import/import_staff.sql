create function app.import_staff(p_case app.import_case) returns app.import_case
language plpgsql volatile set search_path = ''
as $$
declare
    v_old app.legacy_staff := jsonb_populate_record(null::app.legacy_staff, p_case.fields);
    v_role text := app.known_role(v_old._role, 'ROLE');
    v_department text := app.known_role(v_old._department, 'DEPARTMENT');
begin
    if v_role is distinct from v_old._role then
        p_case := app.import_finding(p_case, 'ROLE_NOT_KNOWN', 'role_id', v_old._role, null);
    end if;
    if v_department is distinct from v_old._department then
        p_case := app.import_finding(p_case, 'ROLE_NOT_KNOWN', 'department_id', v_old._department, null);
    end if;
    insert into hotel.staff (hotel_id, email, first_name, last_name, access_level, role, department, is_active)
    values (
        p_case.hotel_id, v_old.email, coalesce(v_old.first_name, ''), coalesce(v_old.last_name, ''), v_old.access_level,
        v_role, v_department, v_old.is_active
    )
    returning id into p_case.target_id;
    return p_case;
end;
$$;
comment on function app.import_staff(app.import_case) is
'Imports staff_staff, without a token: keys are issued here. Findings: ROLE_NOT_KNOWN (grants nothing). Errors: 23505 staff_hotel_id_email_key, 23503 staff_access_level_fkey.';

create function app.known_role(p_slug text, p_kind text) returns text
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select r.role from hotel.role as r where r.role = p_slug and r.kind = p_kind
    );
end;
$$;
comment on function app.known_role(text, text) is 'A role or department of that name; null when there is none.';
