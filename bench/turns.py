"""What callers in Python do, a turn a call: a change of state by our function, by a service layer that keeps the same
rules, and by a bare one that keeps next to none."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg.rows import dict_row

from bench.place import CLEANING, DIRTY, REQUEST, Place
from bench.service_booking import approve_booking
from bench.service_room import set_room_status

LISTED = {(DIRTY, CLEANING), (CLEANING, DIRTY)}
Turn = Callable[[psycopg.Connection[Any], Place], None]


def our_room(conn: psycopg.Connection[Any], place: Place) -> None:
    """Turn a room over by one call. psycopg.Error."""
    hotel, room, to_status = place.room()
    conn.execute(
        "select api.set_room_status(p_hotel => %s, p_room_id => %s, p_to_status => %s, p_token => %s)",
        [f"bench-{hotel}", room, to_status, f"token-{hotel}"],
        prepare=True,
    ).fetchone()


def room_by_rules(conn: psycopg.Connection[Any], place: Place) -> None:
    """The same by a service layer with the same rules. RefusedError."""
    hotel, room, to_status = place.room()
    set_room_status(conn, f"bench-{hotel}", room, to_status, f"token-{hotel}")


def our_approval(conn: psycopg.Connection[Any], place: Place) -> None:
    """Approve a paid request by one call. psycopg.Error."""
    hotel, number = place.booking(REQUEST)
    conn.execute(
        "select api.approve_booking(p_hotel => %s, p_booking_id => %s, p_token => %s)",
        [f"bench-{hotel}", number, f"token-{hotel}"],
        prepare=True,
    ).fetchone()


def approval_by_rules(conn: psycopg.Connection[Any], place: Place) -> None:
    """The same by a service layer with the same rules. RefusedError."""
    hotel, number = place.booking(REQUEST)
    approve_booking(conn, f"bench-{hotel}", number, f"token-{hotel}")


def bare_room(conn: psycopg.Connection[Any], place: Place) -> None:
    """A room in seven round trips: begin, who, lock, change, audit, event, commit. ValueError, LookupError.

    No capability, no hash chain, no numbers without gaps, no complete snapshot, no effects beside the status.
    """
    hotel, room, to_status = place.room()
    with conn.transaction(), conn.cursor(row_factory=dict_row) as cursor:
        caller = cursor.execute(
            "select s.*, h.* from staff_token as t inner join staff as s on t.staff_id = s.id "
            "inner join hotel as h on s.hotel_id = h.id "
            "where t.key = %s and h.slug = %s and s.is_active and t.revoked_at is null",
            [f"token-{hotel}", f"bench-{hotel}"],
            prepare=True,
        ).fetchone()
        if caller is None:
            raise LookupError("unknown token")
        row = cursor.execute("select * from room where id = %s for update", [room], prepare=True).fetchone()
        if row is None:
            raise LookupError("unknown room")
        if (row["room_status"], to_status) not in LISTED:
            raise ValueError(f"{row['room_status']} to {to_status}")
        cursor.execute(
            "update room set room_status = %s, updated_at = now() where id = %s", [to_status, room], prepare=True
        )
        cursor.execute(
            "insert into audit (hotel_id, entity, entity_id, action, actor, from_status, to_status, changes) "
            "values (%s, 'room', %s, 'set_room_status', %s, %s, %s, %s)",
            [
                hotel,
                room,
                f"{caller['first_name']} {caller['last_name']}",
                row["room_status"],
                to_status,
                json.dumps({"room_status": to_status}),
            ],
            prepare=True,
        )
        payload = {"room_number": row["room_number"], "room_status": to_status, "is_active": row["is_active"]}
        cursor.execute(
            "insert into event (hotel_id, event_type, payload) values (%s, 'room_updated', %s)",
            [hotel, json.dumps(payload)],
            prepare=True,
        )
