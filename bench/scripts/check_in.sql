\set k :arrived * :clients + :client_id
\set arrived :arrived + 1
\set hotel :first + :k % :hotels
\set n 2000000 + :k / :hotels
select api.check_in(p_hotel => 'bench-' || :hotel, p_booking_id => 'BK-B' || :hotel || '-2026-' || :n, p_token => 'token-' || :hotel);
