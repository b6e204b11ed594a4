-- The fields a pre-check-in form can have. The client draws the form from this; hotel.precheckin_config says which of them a
-- hotel shows and demands.

create view app.precheckin_field with (security_invoker = true) as
select * from (
    values
    (1, 'eta', 'booking', 'time', 'Estimated time of arrival', null::text[]),
    (2, 'special_requests', 'booking', 'textarea', 'Special requests', null),
    (3, 'consent_checkbox', 'booking', 'checkbox', 'I agree that the hotel keeps these details for my stay', null),
    (4, 'nationality', 'guest', 'text', 'Nationality', null),
    (5, 'country_of_residence', 'guest', 'text', 'Country of residence', null),
    (6, 'date_of_birth', 'guest', 'date', 'Date of birth', null),
    (7, 'id_document_type', 'guest', 'select', 'Identity document', array['passport', 'drivers_license', 'national_id', 'other']),
    (8, 'id_document_number', 'guest', 'text', 'Document number', null),
    (9, 'address_line_1', 'guest', 'text', 'Address', null),
    (10, 'city', 'guest', 'text', 'City', null),
    (11, 'postcode', 'guest', 'text', 'Postcode', null)
) as f (position, field, scope, type, label, choices);
comment on view app.precheckin_field is 'Every field there is: of the booking, or of each guest.';

create function app.precheckin_registry() returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select jsonb_object_agg(
            f.field,
            jsonb_strip_nulls(
                jsonb_build_object('label', f.label, 'type', f.type, 'scope', f.scope, 'order', f.position, 'choices', to_jsonb(f.choices))
            )
        )
        from app.precheckin_field as f
    );
end;
$$;
comment on function app.precheckin_registry() is 'The registry as clients read it: {field: {label, type, scope, order, choices}}.';

create function app.precheckin_form(p_enabled text[], p_required text[]) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select jsonb_build_object(
            'enabled', jsonb_object_agg(f.field, f.field = any(p_enabled)),
            'required', jsonb_object_agg(f.field, f.field = any(p_required))
        )
        from app.precheckin_field as f
    );
end;
$$;
comment on function app.precheckin_form(text[], text[]) is 'A form as clients read it: {enabled: {field: bool}, required: {field: bool}}.';
