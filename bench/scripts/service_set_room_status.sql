\set k :turned
\set turned :turned + 1
\set hotel :first + (:k + :client_id * 3) % :hotels
\set room :hotel * 100000 + :client_id * 4 + (:k / :hotels) % 4
begin;
select s.*, h.* from staff_token as t inner join staff as s on t.staff_id = s.id inner join hotel as h on s.hotel_id = h.id where t.key = 'token-' || :hotel and h.slug = 'bench-' || :hotel and s.is_active and t.revoked_at is null;
select * from room where id = :room for update;
\if (:k / :hotels / 4) % 2 = 0
update room set room_status = 'CLEANING_IN_PROGRESS', updated_at = now() where id = :room;
insert into audit (hotel_id, entity, entity_id, action, actor, from_status, to_status, changes) values (:hotel, 'room', :room, 'set_room_status', 'Mary Manager', 'CHECKOUT_DIRTY', 'CLEANING_IN_PROGRESS', '{"room_status": "CLEANING_IN_PROGRESS"}');
insert into event (hotel_id, event_type, payload) values (:hotel, 'room_updated', '{"room_number": 1, "room_status": "CLEANING_IN_PROGRESS", "is_out_of_order": false, "maintenance_required": false}');
\else
update room set room_status = 'CHECKOUT_DIRTY', updated_at = now() where id = :room;
insert into audit (hotel_id, entity, entity_id, action, actor, from_status, to_status, changes) values (:hotel, 'room', :room, 'set_room_status', 'Mary Manager', 'CLEANING_IN_PROGRESS', 'CHECKOUT_DIRTY', '{"room_status": "CHECKOUT_DIRTY"}');
insert into event (hotel_id, event_type, payload) values (:hotel, 'room_updated', '{"room_number": 1, "room_status": "CHECKOUT_DIRTY", "is_out_of_order": false, "maintenance_required": false}');
\endif
commit;
