-- Guest chat and orders, as far as check-out closes them: archived is closed and hidden, never deleted.

create table hotel.conversation (
    hotel_id bigint not null,
    id bigint generated always as identity,
    booking_id bigint not null,
    status hotel.archive_status not null default 'OPEN',
    created_at timestamptz not null default hotel.clock(),
    archived_at timestamptz,
    primary key (hotel_id, id),
    foreign key (hotel_id, booking_id) references hotel.booking (hotel_id, id),
    constraint archived_conversation_says_when check ((status = 'ARCHIVED') = (archived_at is not null))
);
create index conversation_by_booking on hotel.conversation (hotel_id, booking_id);
comment on table hotel.conversation is 'A guest''s conversation with the hotel; its messages follow its status.';

create table hotel.message (
    hotel_id bigint not null,
    id bigint generated always as identity,
    conversation_id bigint not null,
    from_guest boolean not null,
    body text not null,
    created_at timestamptz not null default hotel.clock(),
    primary key (hotel_id, id),
    foreign key (hotel_id, conversation_id) references hotel.conversation (hotel_id, id),
    constraint message_says_something check (not hotel.is_blank(body) and length(body) <= 8000)
);
create index message_by_conversation on hotel.message (hotel_id, conversation_id, id);
comment on table hotel.message is 'One message of a conversation.';

create table hotel.chat_session (
    hotel_id bigint not null,
    id bigint generated always as identity,
    booking_id bigint not null,
    status hotel.archive_status not null default 'OPEN',
    created_at timestamptz not null default hotel.clock(),
    archived_at timestamptz,
    primary key (hotel_id, id),
    foreign key (hotel_id, booking_id) references hotel.booking (hotel_id, id),
    constraint archived_session_says_when check ((status = 'ARCHIVED') = (archived_at is not null))
);
create index chat_session_by_booking on hotel.chat_session (hotel_id, booking_id);
comment on table hotel.chat_session is 'A guest device that joined the chat of a stay.';

create table hotel.guest_order (
    hotel_id bigint not null,
    id bigint generated always as identity,
    booking_id bigint not null,
    kind text not null,
    items jsonb not null default '[]',
    status hotel.archive_status not null default 'OPEN',
    created_at timestamptz not null default hotel.clock(),
    archived_at timestamptz,
    primary key (hotel_id, id),
    foreign key (hotel_id, booking_id) references hotel.booking (hotel_id, id),
    constraint order_kind_is_known check (kind in ('ROOM_SERVICE', 'BREAKFAST')),
    constraint archived_order_says_when check ((status = 'ARCHIVED') = (archived_at is not null))
);
create index guest_order_by_booking on hotel.guest_order (hotel_id, booking_id);
comment on table hotel.guest_order is 'Room service and breakfast ordered during a stay.';
