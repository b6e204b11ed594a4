create function relay.record_mail(p_hotel text, p_mail_id bigint, p_outcome text, p_error text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_mail hotel.mail;
begin
    if p_outcome is null or p_outcome not in ('SENT', 'REFUSED', 'LATER') then
        perform app.invalid('outcome', 'outcome is SENT, REFUSED or LATER');
    end if;
    update hotel.mail as m
    set
        status = case p_outcome when 'SENT' then 'SENT' when 'REFUSED' then 'FAILED' else 'PENDING' end::hotel.mail_status,
        finished_at = case when p_outcome <> 'LATER' then hotel.clock() end,
        last_error = case when p_outcome = 'SENT' then null else left(coalesce(p_error, 'refused'), 500) end,
        -- Five seconds, doubling to ten minutes, a quarter more or less.
        next_attempt_at = hotel.clock()
            + least(interval '5 seconds' * power(2, least(m.attempts - 1, 10)), interval '10 minutes') * (0.75 + random() / 2)
    where m.hotel_id = (select h.hotel_id from hotel.hotel as h where h.slug = p_hotel) and m.id = p_mail_id and m.status = 'PENDING'
    returning m.* into v_mail;
    return jsonb_build_object('mail_id', p_mail_id, 'status', v_mail.status);
end;
$$;
comment on function relay.record_mail(text, bigint, text, text) is
'Records what the mail server said to a letter. p_outcome: SENT, REFUSED for good, or LATER. {mail_id, status; null when it was recorded before}. Errors: RVINV VALIDATION_ERROR.';
grant execute on function relay.record_mail(text, bigint, text, text) to hotelmate_listener;
