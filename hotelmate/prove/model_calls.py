"""How a step is said to the database: which role, which statements, in how many transactions."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from psycopg.types.json import Jsonb

from hotelmate.prove.hotels import GUEST
from hotelmate.prove.model_house import DAY, Impossible
from hotelmate.prove.model_raw_sql import RAW_SQL
from hotelmate.prove.model_rules import GUESTS, JOBS, STAFF, Step
from hotelmate.prove.model_scene import Scene

Statement = tuple[str, dict[str, Any]]
BECAUSE = "asked by phone"


@dataclass(frozen=True)
class Script:
    """Transactions of a connection of `role`; each is a list of statements."""

    role: str
    transactions: list[list[Statement]]


def script(step: Step, scene: Scene) -> Script:
    """The statements of a step. Raises Impossible."""
    do = step["do"]
    if do in STAFF:
        return _staff(step, scene)
    if do in GUESTS:
        arguments = _stay(step, scene) if do == "create_booking" else _as_guest(step, scene)
        return Script("api", [[_call(f"api.{do}", {"hotel": scene.slug} | arguments)]])
    if do in JOBS:
        return Script("jobs", [[(f"select jobs.{do}(%(hotel)s)", {"hotel": scene.hotel_id})]])
    if do == "event_arrives":
        return _event(step, scene)
    if do == "outcome_arrives":
        if not scene.outcomes:
            raise Impossible
        outcome = scene.outcomes[step["outcome"] % len(scene.outcomes)]
        return Script("listener", [[_call("api.record_payment_outcome", outcome)]])
    role = "operator" if do == "operator_writes" else "owner"
    names = {
        "hotel": scene.hotel_id,
        "number": scene.number(step.get("booking", -1)),
        "room": scene.room_id(step.get("room", -1)),
    }
    return Script(role, [[(statement, names | {"to": step.get("to")}) for statement in RAW_SQL[do](step)]])


def _call(function: str, arguments: dict[str, Any]) -> Statement:
    named = ", ".join(f"p_{name} => %({name})s" for name in arguments)
    return f"select {function}({named})", arguments


def _event(step: Step, scene: Scene) -> Script:
    if not scene.events:
        raise Impossible
    texts = scene.events[step["event"] % len(scene.events)]
    received = [[("select api.receive_provider_event(%(text)s)", {"text": text})] for text in texts]
    processed = [[("select api.process_provider_event(%(id)s)", {"id": json.loads(text)["id"]})] for text in texts]
    return Script("api", [*received, *processed])


def _staff(step: Step, scene: Scene) -> Script:
    who, do = step["who"], step["do"]
    function = {"set_room_service": "update_room"}.get(do, do)
    arguments = {"hotel": scene.slug} | ARGUMENTS[do](step, scene)
    if who in ("operator", "mute"):
        note = BECAUSE if who == "operator" else None
        arguments |= {"note": note} if do != "set_room_status" or who == "operator" else {"note": ""}
        return Script("operator", [[_call(f"api.{function}", arguments)]])
    arguments["token"] = scene.tokens_of.get(who)
    return Script("api", [[_call(f"api.{function}", arguments)]])


def _as_guest(step: Step, scene: Scene) -> dict[str, Any]:
    name = step["booking"]
    return {"booking_id": scene.number(name), "guest_token": scene.tokens.get(name, "none")}


def _stay(step: Step, scene: Scene) -> dict[str, Any]:
    first = scene.now // DAY + step["start"]
    stay = {
        "room_type_code": step["kind"],
        "check_in": scene.day(first),
        "check_out": scene.day(first + step["nights"]),
        "adults": step.get("adults", 1),
        "party": _people(step.get("named", 1) - 1),
        **GUEST,
        "primary_first_name": f"Guest {step['name']}",
    }
    if step["do"] == "create_staff_booking":
        stay |= {"terms": step.get("terms", "PREPAID"), "total_minor": step.get("total")}
        stay["cancellation_policy"] = step.get("policy") or None
    return stay


def _people(count: int) -> Jsonb:
    return Jsonb([{"first_name": f"Companion {n}", "last_name": "Guest"} for n in range(count)])


def _amended(step: Step, scene: Scene) -> dict[str, Any]:
    arguments = {"booking_id": scene.number(step["booking"]), "adults": step.get("adults")}
    if "start" in step:
        first = scene.now // DAY + step["start"]
        arguments |= {"check_in": scene.day(first), "check_out": scene.day(first + step["nights"])}
    return arguments


def _block(step: Step, scene: Scene) -> dict[str, Any]:
    first = scene.now // DAY + step["start"]
    return {
        "room_number": step["room"],
        "starts_on": scene.day(first),
        "ends_on": scene.day(first + step["nights"]),
        "reason": "painters",
    }


def _booking(**fields: str) -> Callable[[Step, Scene], dict[str, Any]]:
    """A function about a booking; `fields`: argument → key of the step."""

    def arguments(step: Step, scene: Scene) -> dict[str, Any]:
        own = {argument: step[key] for argument, key in fields.items() if key in step}
        return {"booking_id": scene.number(step["booking"])} | own

    return arguments


def _upgrade(step: Step) -> dict[str, Any]:
    return {"upgrade_reason": "a birthday" if step.get("upgrade") else None}


def _door(step: Step, _: Scene) -> dict[str, Any]:
    return {"room_number": step["room"]}


ARGUMENTS: dict[str, Callable[[Step, Scene], dict[str, Any]]] = {
    "create_staff_booking": _stay,
    "approve_booking": _booking(),
    "decline_booking": _booking(reason_code="reason"),
    "cancel_booking": _booking(reason="reason"),
    "mark_no_show": _booking(),
    "mark_booking_seen": _booking(),
    "amend_booking": _amended,
    "update_companions": lambda step, scene: {
        "booking_id": scene.number(step["booking"]),
        "companions": _people(step["companions"]),
    },
    "record_property_payment": _booking(amount_minor="amount"),
    "record_property_refund": _booking(amount_minor="amount"),
    "assign_room": lambda step, scene: {
        "booking_id": scene.number(step["booking"]),
        "room_id": scene.room_id(step["room"]),
        **_upgrade(step),
    },
    "unassign_room": _booking(),
    "swap_rooms": lambda step, scene: {
        "booking_id": scene.number(step["booking"]),
        "other_booking_id": scene.number(step["other"]),
        "reason": "they asked for it",
    },
    "check_in": _booking(override_reason="reason"),
    "undo_check_in": lambda step, scene: {
        "booking_id": scene.number(step["booking"]),
        "reason": step.get("reason", "mistake"),
    },
    "move_room": lambda step, scene: {
        "booking_id": scene.number(step["booking"]),
        "to_room_id": scene.room_id(step["room"]),
        "reason": step.get("reason", "noise"),
        **_upgrade(step),
    },
    "check_out": _booking(open_balance_note="note"),
    "extend_stay": _booking(add_nights="nights"),
    "start_cleaning": _door,
    "mark_cleaned": _door,
    "inspect_room": lambda step, scene: _door(step, scene) | {"passed": step["passed"]},
    "mark_maintenance": _door,
    "complete_maintenance": _door,
    "block_room": _block,
    "lift_room_block": lambda step, scene: {"block_id": scene.blocks.get(step["block"], -1)},
    # The number beside it: it may be another room's id as well.
    "set_room_service": lambda step, _: {"room": str(step["room"]), **_door(step, _), "is_active": step["is_active"]},
    "set_room_status": lambda step, scene: {
        "room_id": scene.room_id(step["room"]),
        "to_status": step["to"],
        "source": step["source"],
        "note": step.get("note", ""),
    },
}
