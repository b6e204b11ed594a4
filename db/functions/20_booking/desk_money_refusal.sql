create function app.desk_money_refusal(p_action text, p_facts app.booking_facts) returns app.refusal
language plpgsql immutable set search_path = ''
as $$
begin
    return case
        when p_action = 'record_property_payment' and p_facts.balance_minor <= 0
            then app.refusal_of('NOTHING_TO_PAY', 'The booking has got all it may charge.', null)
        when p_action = 'record_property_refund' and p_facts.refund_due_minor = 0
            then app.refusal_of('NOTHING_TO_REFUND', 'The desk has nothing of this booking to give back.', null)
    end;
end;
$$;
comment on function app.desk_money_refusal(text, app.booking_facts) is
'Why no money can be taken for a booking at the desk (record_property_payment), or given back there (record_property_refund); null when it can.';
