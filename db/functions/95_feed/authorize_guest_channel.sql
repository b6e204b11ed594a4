create function api.authorize_guest_channel(p_hotel text, p_channel text, p_guest_token text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_guest app.guest := app.begin_token_action(p_hotel, p_guest_token, 'authorize_guest_channel');
    v_number constant text := (v_guest.booking).number;
begin
    case p_channel
        when 'private-guest-booking.' || v_number then
            if not 'STATUS_READ' = any(v_guest.scopes) then
                raise exception using
                    errcode = 'RVDNY', message = 'This link does not open this.', detail = 'MISSING_SCOPE {"scope": "STATUS_READ"}',
                    hint = 'Ask the hotel for another link.';
            end if;
        when 'private-hotel-' || p_hotel || '-guest-chat-booking-' || v_number then
            perform app.refuse(app.chat_refusal(v_guest));
        else
            raise exception using
                errcode = 'RVDNY', message = 'This channel is not of your booking.', detail = 'CHANNEL_MISMATCH',
                hint = 'Subscribe to the channels of your own booking.';
    end case;
    return jsonb_build_object('channel_name', p_channel, 'booking_id', v_number);
end;
$$;
comment on function api.authorize_guest_channel(text, text, text) is
'Answers {channel_name, booking_id} when the guest whose token this is may subscribe to it: the booking''s own channel, and its chat. Errors: RVAUT TOKEN_REQUIRED, INVALID_TOKEN, RVDNY CHANNEL_MISMATCH, MISSING_SCOPE, RVSTT BOOKING_NOT_ELIGIBLE, RVNTF HOTEL_NOT_FOUND.';
grant execute on function api.authorize_guest_channel(text, text, text) to hotelmate_api;
