\set room :first * 100000
\set way random(0, 1)
\if :way = 0
select api.set_room_status(p_hotel => 'bench-' || :first, p_room_id => :room, p_to_status => 'CLEANING_IN_PROGRESS', p_token => 'token-' || :first);
\else
select api.set_room_status(p_hotel => 'bench-' || :first, p_room_id => :room, p_to_status => 'CHECKOUT_DIRTY', p_token => 'token-' || :first);
\endif
