"""`set_room_status` as a service layer has it: the same rules, side effects, snapshot and log as ours."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import Cursor
from psycopg.rows import dict_row

from bench.service_log import Change, Doing, Event, write_log
from bench.service_rules import Caller, RefusedError, Row, money, require_room_transition, rules_of, who

ROOM = """
select
    r.*, t.code, t.name as type_name, t.max_occupancy, t.starting_price_minor,
    c.first_name as cleaner_first_name, c.last_name as cleaner_last_name,
    i.first_name as inspector_first_name, i.last_name as inspector_last_name,
    k.booking_id, k.occupied_from, b.number
from hotel.room as r
inner join hotel.room_type as t on r.hotel_id = t.hotel_id and r.room_type_id = t.id
left join hotel.staff as c on r.hotel_id = c.hotel_id and r.cleaned_by_staff_id = c.id
left join hotel.staff as i on r.hotel_id = i.hotel_id and r.inspected_by_staff_id = i.id
left join hotel.room_claim as k
    on r.hotel_id = k.hotel_id and r.id = k.room_id and k.occupied_from is not null and k.occupied_until is null
left join hotel.booking as b on k.hotel_id = b.hotel_id and k.booking_id = b.id
where r.hotel_id = %s and r.id = %s
for no key update of r
"""
GUESTS = """
select i.id, i.booking_id, i.guest_type, i.check_in_date, i.check_out_date, p.first_name, p.last_name
from hotel.in_house_guest as i
inner join hotel.person as p on i.hotel_id = p.hotel_id and i.person_id = p.id
where i.hotel_id = %s and i.room_id = %s
order by i.id
"""
SAVE = """
update hotel.room
set
    room_status = %s, maintenance_priority = %s, maintenance_notes = %s, turnover_notes = %s, last_cleaned_at = %s,
    cleaned_by_staff_id = %s, last_inspected_at = %s, inspected_by_staff_id = %s, updated_at = %s
where hotel_id = %s and id = %s
"""
OPEN_TURNOVERS = """
select * from hotel.housekeeping_task
where hotel_id = %s and room_id = %s and task_type = 'TURNOVER' and status in ('OPEN', 'IN_PROGRESS')
order by id
for no key update
"""
FINISH_TASK = """
update hotel.housekeeping_task set status = %s, started_at = %s, completed_at = %s where hotel_id = %s and id = %s
"""
SAVED = (
    "room_status", "maintenance_priority", "maintenance_notes", "turnover_notes",
    "last_cleaned_at", "cleaned_by_staff_id", "last_inspected_at", "inspected_by_staff_id",
)  # fmt: skip
FIELDS = {"cleaned_by_staff_id": "cleaned_by_staff", "inspected_by_staff_id": "inspected_by_staff"}
SOURCES = ("HOUSEKEEPING", "FRONT_DESK", "MANAGER_OVERRIDE")


def set_room_status(
    conn: psycopg.Connection[Any],
    slug: str,
    room_id: int,
    to_status: str,
    token: str,
    *,
    source: str = "HOUSEKEEPING",
    note: str = "",
) -> Row:
    """Change a room's turnover; the answer is ours. RefusedError."""
    rules = rules_of(conn)
    with conn.transaction(), conn.cursor(row_factory=dict_row) as cursor:
        caller = who(cursor, rules, slug, token)
        room = cursor.execute(ROOM, [caller.hotel_id, room_id], prepare=True).fetchone()
        if room is None:
            raise RefusedError("ROOM_NOT_FOUND")
        if source not in SOURCES or (source == "MANAGER_OVERRIDE" and not note.strip()):
            raise RefusedError("VALIDATION_ERROR")
        old = room["room_status"]
        if to_status == old:
            caller.require("room.status.read")
        else:
            require_room_transition(caller, old, to_status, "set_room_status", source)
            room = _change(cursor, caller, room, to_status, Doing("set_room_status", source, note))
    return _answer(room, old, caller)


def _change(cursor: Cursor[Row], caller: Caller, old: Row, to_status: str, doing: Doing) -> Row:
    guests = cursor.execute(GUESTS, [caller.hotel_id, old["id"]], prepare=True).fetchall()
    _require_consistent(old["booking_id"], to_status, guests)
    new = {**old, **_effects(caller, old, to_status, doing.note or ""), "updated_at": caller.now}
    new["is_out_of_order"] = to_status == "OUT_OF_ORDER"
    new["maintenance_required"] = to_status == "MAINTENANCE_REQUIRED"
    saved = [*(new[column] for column in SAVED), caller.now, caller.hotel_id, old["id"]]
    cursor.execute(SAVE, saved, prepare=True)
    columns = {column: new[column] for column in SAVED if new[column] != old[column]}
    changes = [Change("room", old["id"], old["room_status"], to_status, columns)]
    if to_status == "READY_FOR_GUEST":
        changes += _finish_turnovers(cursor, caller, old["id"])
    event = Event(
        "room_occupancy_updated" if "OCCUPIED" in (old["room_status"], to_status) else "room_updated",
        "room",
        old["id"],
        [FIELDS.get(column, column) for column in columns],
        room_payload(caller, new, guests),
        room_number=old["room_number"],
    )
    write_log(cursor, caller, doing, changes, event)
    return new


def _require_consistent(stay: int | None, to_status: str, guests: list[Row]) -> None:
    """A room is occupied by its stay, and by its stay's guests. RefusedError."""
    if (to_status == "OCCUPIED") != (stay is not None):
        raise RefusedError("room_is_occupied_by_its_stay")
    if any(stay is None or guest["booking_id"] not in (stay, None) for guest in guests):
        raise RefusedError("guests_are_in_the_room_of_their_stay")


def _effects(caller: Caller, room: Row, to_status: str, note: str) -> Row:
    """What changes with the status."""
    effects: Row = {"room_status": to_status}
    if to_status == "MAINTENANCE_REQUIRED":
        effects["maintenance_priority"] = "MED"
        effects["maintenance_notes"] = f"{room['maintenance_notes']}\n{note}".strip("\n")
    elif to_status == "READY_FOR_GUEST":
        effects |= {"maintenance_priority": None, "maintenance_notes": "", "turnover_notes": ""}
        effects |= {"last_inspected_at": caller.now, "inspected_by_staff_id": caller.staff_id}
        effects |= _named("inspector", caller)
    elif to_status in ("CLEANING_IN_PROGRESS", "CLEANED_UNINSPECTED") and note:
        effects["turnover_notes"] = f"{room['turnover_notes']}\n{note}".strip("\n")
    if to_status == "CLEANED_UNINSPECTED":
        effects |= {"last_cleaned_at": caller.now, "cleaned_by_staff_id": caller.staff_id}
        effects |= _named("cleaner", caller)
    return effects


def _named(part: str, caller: Caller) -> Row:
    return {f"{part}_first_name": caller.hotel["first_name"], f"{part}_last_name": caller.hotel["last_name"]}


def _finish_turnovers(cursor: Cursor[Row], caller: Caller, room_id: int) -> list[Change]:
    """A room that is ready again has been turned over."""
    changes = []
    for task in cursor.execute(OPEN_TURNOVERS, [caller.hotel_id, room_id], prepare=True).fetchall():
        new = {"status": "DONE", "started_at": task["started_at"] or caller.now, "completed_at": caller.now}
        cursor.execute(FINISH_TASK, [*new.values(), caller.hotel_id, task["id"]], prepare=True)
        columns = {column: value for column, value in new.items() if value != task[column]}
        changes.append(Change("housekeeping_task", task["id"], task["status"], "DONE", columns))
    return changes


def room_payload(caller: Caller, room: Row, in_house: list[Row]) -> Row:
    """The complete snapshot, as app.room_view has it."""
    guests = [_guest(guest) for guest in in_house]
    price = money(room["starting_price_minor"])
    primary = [guest for guest in guests if guest["guest_type"] == "PRIMARY"]
    return {
        "hotel_id": room["hotel_id"], "hotel": room["hotel_id"], "id": room["id"],
        "hotel_name": caller.hotel["name"], "hotel_slug": caller.hotel["slug"], "room_number": room["room_number"],
        "room_type": room["room_type_id"], "room_type_name": room["type_name"],
        "room_type_info": {
            "id": room["room_type_id"], "code": room["code"], "name": room["type_name"],
            "max_occupancy": room["max_occupancy"], "capacity": room["max_occupancy"],
            "starting_price_from": price, "base_rate": price,
        },
        "max_occupancy": room["max_occupancy"], "current_price": price,
        "room_status": room["room_status"], "room_status_display": room["room_status"].replace("_", " ").title(),
        "is_occupied": room["booking_id"] is not None,
        "is_bookable": room["is_active"] and room["room_status"] == "READY_FOR_GUEST",
        "is_active": room["is_active"], "is_out_of_order": room["is_out_of_order"],
        "maintenance_required": room["maintenance_required"], "maintenance_priority": room["maintenance_priority"],
        "maintenance_notes": room["maintenance_notes"], "turnover_notes": room["turnover_notes"],
        "last_cleaned_at": room["last_cleaned_at"], "cleaned_by_staff": room["cleaned_by_staff_id"],
        "cleaned_by_staff_name": _name(room["cleaner_first_name"], room["cleaner_last_name"]),
        "last_inspected_at": room["last_inspected_at"], "inspected_by_staff": room["inspected_by_staff_id"],
        "inspected_by_staff_name": _name(room["inspector_first_name"], room["inspector_last_name"]),
        "current_booking_id": room["number"], "check_in_time": room["occupied_from"],
        "guests_in_room": guests, "primary_guest": primary[0] if primary else None,
        "companions": [guest for guest in guests if guest["guest_type"] == "COMPANION"],
        "walkins": [guest for guest in guests if guest["guest_type"] == "WALKIN"], "current_occupancy": len(guests),
        "created_at": room["created_at"], "updated_at": room["updated_at"], "last_updated": room["updated_at"],
    }  # fmt: skip


def _guest(guest: Row) -> Row:
    return {
        "id": guest["id"], "first_name": guest["first_name"], "last_name": guest["last_name"],
        "full_name": f"{guest['first_name']} {guest['last_name']}".strip(), "guest_type": guest["guest_type"],
        "check_in_date": guest["check_in_date"], "check_out_date": guest["check_out_date"],
    }  # fmt: skip


def _name(first: str | None, last: str | None) -> str | None:
    return None if first is None else f"{first} {last}"


def _answer(room: Row, old_status: str, caller: Caller) -> Row:
    return {
        "message": f"Room {room['room_number']} is {room['room_status']}",
        "old_status": old_status, "new_status": room["room_status"], "status": room["room_status"],
        "timestamp": caller.now, "priority": room["maintenance_priority"],
        "room": {
            "id": room["id"], "room_number": room["room_number"], "room_status": room["room_status"],
            "last_cleaned_at": room["last_cleaned_at"], "last_inspected_at": room["last_inspected_at"],
            "maintenance_required": room["maintenance_required"],
        },
    }  # fmt: skip
