"""A healthy house with one of everything that can drift, and its names for the statements that spoil it."""

from __future__ import annotations

from typing import Any

import psycopg

from hotelmate.prove.house import HOTEL, ROOMS, SINGLES, House

ROOM_ID = "select ops.room_id(%s, %s)"

# Deliveries and jobs are other processes' business: as if they had done all there was to do.
SETTLED = """
    update hotel.relay_cursor as c set delivered_seq = h.event_seq
    from hotel.log_head as h where c.hotel_id = h.hotel_id;
    delete from hotel.job_run;
    insert into hotel.job_run (job, started_at, finished_at)
    select j.job, hotel.clock(), hotel.clock() from hotel.job as j;
"""


def furnish(admin_url: str) -> dict[str, Any]:
    """Fill an empty release and settle it. The names, for psycopg's %(name)s:

    `hotel` its key, `guest` a booking in house and `guest_room` its room, `coming` one that arrives tomorrow with a
    room, `departed`, `cancelled` one whose money is on its way back, `request` one whose money is authorised, `paid`
    one whose money is captured; `free_room` and `free_door` a room nobody holds, `single_room` one of another type.
    """
    house = House(admin_url)
    try:
        guest, guest_room = house.in_house()
        coming, _ = house.assigned(**house.stay(begins_in=1))
        cancelled = house.paid_request()
        house.staff("cancel_booking", booking_id=cancelled)
        paid = house.requested(**house.stay(begins_in=3))
        house.staff("approve_booking", booking_id=paid)
        house.money(paid, "CAPTURED")
        names = {
            "hotel": house.hotel_id,
            "guest": guest,
            "guest_room": guest_room,
            "guest_door": house.room_number(guest_room),
            "coming": coming,
            "departed": house.departed(),
            "cancelled": cancelled,
            "request": house.requested(**house.stay(begins_in=3)),
            "paid": paid,
            "year": house.today.year,
            "free_door": ROOMS[-1],
            "free_room": house.value(ROOM_ID, HOTEL, ROOMS[-1]),
            "single_room": house.value(ROOM_ID, HOTEL, SINGLES[-1]),
        }
    finally:
        house.close()
    settle(admin_url)
    return names


def settle(admin_url: str) -> None:
    """Everything delivered, every job run."""
    with psycopg.connect(admin_url) as conn:
        conn.execute("alter table hotel.relay_cursor disable trigger all")
        conn.execute(SETTLED)
        conn.execute("alter table hotel.relay_cursor enable trigger all")


def findings(conn: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """The rows of ops.drift about the hotel, or about none."""
    cursor = conn.cursor(row_factory=psycopg.rows.dict_row)
    query = "select * from ops.drift where hotel = %s or hotel is null order by check_code, entity, entity_id"
    return cursor.execute(query, [HOTEL]).fetchall()
