\set k :turned
\set turned :turned + 1
\set hotel :first + (:k + :client_id * 3) % :hotels
\set room :hotel * 100000 + :client_id * 4 + (:k / :hotels) % 4
\if (:k / :hotels / 4) % 2 = 0
select set_room_status(p_hotel => 'bench-' || :hotel, p_room_id => :room, p_to_status => 'CLEANING_IN_PROGRESS', p_token => 'token-' || :hotel);
\else
select set_room_status(p_hotel => 'bench-' || :hotel, p_room_id => :room, p_to_status => 'CHECKOUT_DIRTY', p_token => 'token-' || :hotel);
\endif
