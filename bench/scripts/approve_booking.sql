\set k :approved * :clients + :client_id
\set approved :approved + 1
\set hotel :first + :k % :hotels
\set n 1000000 + :k / :hotels
select api.approve_booking(p_hotel => 'bench-' || :hotel, p_booking_id => 'BK-B' || :hotel || '-2026-' || :n, p_token => 'token-' || :hotel);
