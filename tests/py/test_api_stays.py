"""Rooms for bookings, arrival and departure over HTTP: each operation once, and each refusal it documents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from hotelmate.prove.house import companions
from tests.postgres import TestServer
from tests.py.api_world import Api, api_over, refused

OVERRIDE = {"override_reason": "a test at any hour"}


@pytest.fixture(scope="module")
def api(server: TestServer, template: str) -> Iterator[Api]:
    with api_over(server, template, "api_stays") as api:
        yield api


def available(api: Api, number: str) -> list[int]:
    rooms = api.staff("GET", f"room-bookings/{number}/available-rooms/").json()["available_rooms"]
    return [room["id"] for room in rooms]


# --- assignment ---


def test_assign_a_room_that_is_available(api: Api) -> None:
    number = api.house.confirmed()
    room = available(api, number)[0]
    booking = api.booking(number, "safe-assign-room", {"room_id": room, "notes": "sea view"}).json()
    assert booking["room"]["id"] == room
    assert booking["stay_status"] == "ASSIGNED"
    again = api.booking(number, "safe-assign-room", {"room_id": room})
    assert again.status_code == 200


@pytest.mark.parametrize("field", ["notes", "assignment_notes"])
def test_assign_keeps_the_note_by_both_names(api: Api, field: str) -> None:
    number = api.house.confirmed()
    body = {"room_id": str(available(api, number)[0]), field: "high floor"}  # older clients send ids as text
    assert api.booking(number, "safe-assign-room", body).status_code == 200
    query = "select c.note from hotel.room_claim c join hotel.booking b on b.id = c.booking_id where b.number = %s"
    assert api.house.value(query, number) == "high floor"


def test_assign_an_upgrade(api: Api) -> None:
    number = api.house.confirmed(room_type_code="SGL")
    room = api.house.free_room(api.house.confirmed())
    body = {"room_id": room}
    refused(api.booking(number, "safe-assign-room", body), 409, "ROOM_TYPE_MISMATCH")
    upgraded = {**body, "upgrade_reason": "an anniversary"}
    refused(api.booking(number, "safe-assign-room", upgraded, who="desk"), 403, "CAPABILITY_MISSING")
    assert api.booking(number, "safe-assign-room", upgraded).status_code == 200


def test_assign_refuses(api: Api) -> None:
    number, room = api.house.assigned()
    other = api.house.confirmed()
    refused(api.booking(other, "safe-assign-room", {"room_id": room}), 409, "ROOM_OVERLAP_CONFLICT")
    refused(api.booking(other, "safe-assign-room", {"room_id": 987654321}), 404, "ROOM_NOT_FOUND")
    dirty, _ = api.house.room_at("CHECKOUT_DIRTY")
    refused(api.booking(other, "safe-assign-room", {"room_id": dirty}), 409, "ROOM_NOT_BOOKABLE")
    pair = api.house.confirmed(adults=2)
    refused(api.booking(pair, "safe-assign-room", {"room_id": api.house.free_room(other)}), 409, "PARTY_INCOMPLETE")
    problem = refused(
        api.booking(api.house.requested(), "safe-assign-room", {"room_id": room}), 409, "BOOKING_STATUS_NOT_ASSIGNABLE"
    )
    assert problem["current_status"] == "PENDING_APPROVAL"
    api.booking(number, "check-in", OVERRIDE)
    refused(api.booking(number, "safe-assign-room", {"room_id": room}), 409, "BOOKING_ALREADY_CHECKED_IN")


def test_assign_refuses_a_body_without_a_room(api: Api) -> None:
    problem = refused(api.booking(api.house.confirmed(), "safe-assign-room", {}), 400, "VALIDATION_ERROR")
    assert (problem["field"], problem["reason"]) == ("room_id", "Required fields: room_id")
    problem = refused(api.booking(api.house.confirmed(), "safe-assign-room"), 400, "VALIDATION_ERROR")
    assert problem["field"] == "room_id"


def test_unassign(api: Api) -> None:
    number, _ = api.house.assigned()
    assert api.booking(number, "unassign-room").json()["stay_status"] == "RESERVED"
    refused(api.booking(number, "unassign-room"), 409, "NO_ROOM_ASSIGNED")
    in_house, _ = api.house.in_house()
    refused(api.booking(in_house, "unassign-room"), 409, "BOOKING_ALREADY_CHECKED_IN")


def test_swap(api: Api) -> None:
    (one, first), (two, second) = api.house.assigned(), api.house.assigned()
    answer = api.booking(one, "swap-rooms", {"other_booking_id": two, "reason": "view"}).json()
    assert [booking["room"]["id"] for booking in answer["bookings"]] == [second, first]


def test_swap_refuses(api: Api) -> None:
    one, _ = api.house.assigned()
    in_house, _ = api.house.in_house()

    def swap(other: str) -> Any:
        return api.booking(one, "swap-rooms", {"other_booking_id": other, "reason": "view"})

    assert refused(swap(one), 400, "VALIDATION_ERROR")["field"] == "other_booking_id"
    refused(swap("BK-NONE-2026-0001"), 404, "BOOKING_NOT_FOUND")
    refused(swap(api.house.confirmed()), 409, "NO_ROOM_ASSIGNED")
    refused(swap(in_house), 409, "BOOKING_ALREADY_CHECKED_IN")


# --- arrival ---


def test_check_in_gives_the_guests_token_once(api: Api) -> None:
    number, _ = api.house.assigned()
    first = api.booking(number, "check-in", OVERRIDE).json()
    assert len(first["guest_token"]) == 64
    assert first["stay_status"] == "IN_HOUSE"
    again = api.booking(number, "check-in").json()
    assert again["guest_token"] is None
    assert again["checked_in_at"] == first["checked_in_at"]


def test_check_in_refuses(api: Api) -> None:
    refused(api.booking(api.house.confirmed(), "check-in"), 409, "BOOKING_NOT_ELIGIBLE")
    refused(api.booking(api.house.requested(), "check-in"), 409, "BOOKING_NOT_ELIGIBLE")
    refused(api.booking(api.house.expired(), "check-in"), 409, "BOOKING_EXPIRED")
    later, _ = api.house.assigned(**{k: v for k, v in api.house.stay(begins_in=20).items() if k.startswith("check_")})
    refused(api.booking(later, "check-in"), 409, "CHECKIN_WRONG_DATE")
    refused(api.booking(later, "check-in", OVERRIDE, who="desk"), 403, "CAPABILITY_MISSING")
    late, _ = api.house.assigned()
    api.house.arrived_days_ago(late, 3)
    refused(api.booking(late, "check-in"), 409, "CHECKIN_TOO_LATE")
    dirty, room = api.house.assigned()
    step: dict[str, Any] = {"room_id": room, "to_status": "MAINTENANCE_REQUIRED", "note": "a leak"}
    api.house.staff("set_room_status", **step, source="MANAGER_OVERRIDE")
    problem = refused(api.booking(dirty, "check-in", OVERRIDE), 409, "ROOM_NOT_READY")
    assert problem["detail"].startswith("Room ")


def test_check_in_refuses_before_the_hour(api: Api) -> None:
    """The window opens at the last minute of the day, so that it is always too early."""
    api.house.run(
        "update hotel.hotel_policy set early_checkin_from = '23:59:59' where hotel_id = %s", api.house.hotel_id
    )
    number, _ = api.house.assigned()
    refused(api.booking(number, "check-in"), 409, "CHECKIN_TOO_EARLY")
    api.house.run("update hotel.hotel_policy set early_checkin_from = '00:00' where hotel_id = %s", api.house.hotel_id)
    assert api.booking(number, "check-in", who="desk").status_code == 200


def test_undo_check_in(api: Api) -> None:
    number, _ = api.house.in_house()
    refused(api.booking(number, "undo-check-in", {"reason": "error"}, who="desk"), 403, "CAPABILITY_MISSING")
    booking = api.booking(number, "undo-check-in", {"reason": "wrong guest"}).json()
    assert (booking["stay_status"], booking["room"]["room_status"]) == ("ASSIGNED", "CHECKOUT_DIRTY")


def test_undo_check_in_refuses(api: Api) -> None:
    undo = {"reason": "error"}
    refused(api.booking(api.house.confirmed(), "undo-check-in", undo), 409, "BOOKING_NOT_CHECKED_IN")
    refused(api.booking(api.house.departed(), "undo-check-in", undo), 409, "BOOKING_ALREADY_CHECKED_OUT")
    number, _ = api.house.in_house()
    assert refused(api.booking(number, "undo-check-in", {"reason": " "}), 400, "VALIDATION_ERROR")["field"] == "reason"
    api.house.run(
        "update hotel.booking set checked_in_at = checked_in_at - interval '2 days' where number = %s", number
    )
    refused(api.booking(number, "undo-check-in", undo), 409, "UNDO_TOO_LATE")


# --- in house ---


def test_move(api: Api) -> None:
    number, old = api.house.in_house()
    new = available(api, api.house.confirmed())[0]
    booking = api.booking(number, "move-room", {"to_room_id": new, "reason": "noise"}).json()
    assert booking["room"]["id"] == new
    assert api.house.value("select room_status::text from hotel.room where id = %s", old) == "CHECKOUT_DIRTY"


def test_move_refuses(api: Api) -> None:
    number, _ = api.house.in_house()
    _, occupied = api.house.in_house()
    _, held = api.house.assigned()
    dirty, _ = api.house.room_at("CHECKOUT_DIRTY")

    def move(room: int, who: str = number, **fields: Any) -> Any:
        return api.booking(who, "move-room", {"to_room_id": room, "reason": "noise", **fields})

    refused(move(held, api.house.confirmed()), 409, "BOOKING_NOT_CHECKED_IN")
    refused(move(held, api.house.departed()), 409, "BOOKING_ALREADY_CHECKED_OUT")
    refused(move(occupied), 409, "ROOM_OCCUPIED")
    refused(move(dirty), 409, "ROOM_NOT_BOOKABLE")
    refused(move(held), 409, "ROOM_OVERLAP_CONFLICT")
    refused(move(987654321), 404, "ROOM_NOT_FOUND")
    assert refused(move(held, reason=" "), 400, "VALIDATION_ERROR")["field"] == "reason"
    single = api.house.free_room(api.house.confirmed(room_type_code="SGL"))
    refused(move(single), 409, "ROOM_TYPE_MISMATCH")


def test_move_refuses_a_room_too_small(api: Api) -> None:
    pair, _ = api.house.in_house(adults=2, party=companions("Bo"))
    single = api.house.free_room(api.house.confirmed(room_type_code="SGL"))
    body = {"to_room_id": single, "reason": "noise", "upgrade_reason": "none better"}
    refused(api.booking(pair, "move-room", body), 409, "ROOM_CAPACITY_EXCEEDED")


def test_extend_by_nights_and_to_a_date(api: Api) -> None:
    number, _ = api.house.in_house()
    until = api.house.today + timedelta(days=3)
    answer = api.booking(number, "overstay/extend", {"add_nights": 1}).json()
    assert (answer["new_checkout_date"], answer["pricing"]["amount_delta"]) == (str(until), "109.00")
    later = {"new_checkout_date": str(until + timedelta(days=1))}
    assert api.booking(number, "overstay/extend", later).json()["old_checkout_date"] == str(until)


def test_extend_refuses(api: Api) -> None:
    number, room = api.house.in_house()

    def extend(number: str, **body: object) -> Any:
        return api.booking(number, "overstay/extend", body)

    assert (
        "not checked-in"
        in refused(extend(api.house.confirmed(), add_nights=1), 409, "BOOKING_NOT_CHECKED_IN")["detail"]
    )
    refused(extend(api.house.departed(), add_nights=1), 409, "BOOKING_ALREADY_CHECKED_OUT")
    refused(extend(number), 400, "VALIDATION_ERROR")
    refused(extend(number, add_nights=1, new_checkout_date=str(date.max)), 400, "VALIDATION_ERROR")
    refused(extend(number, add_nights=0), 400, "VALIDATION_ERROR")
    refused(extend(number, add_nights=2**31 - 1), 400, "BAD_VALUE")
    next_stay = {k: v for k, v in api.house.stay(begins_in=2).items() if k.startswith("check_")}
    next_guest = api.house.confirmed(**next_stay)
    api.house.run(
        "update hotel.hotel_policy set room_readiness = 'AT_CHECK_IN' where hotel_id = %s", api.house.hotel_id
    )
    assert api.booking(next_guest, "safe-assign-room", {"room_id": room}).status_code == 200
    api.house.run(
        "update hotel.hotel_policy set room_readiness = 'AT_ASSIGNMENT' where hotel_id = %s", api.house.hotel_id
    )
    problem = refused(extend(number, add_nights=1), 409, "EXTENSION_CONFLICT")
    assert [conflict["booking_id"] for conflict in problem["conflicts"]] == [next_guest]
    assert {"room_id", "room_number", "room_type"} <= problem["suggested_rooms"][0].keys()


# --- departure ---


def test_check_out(api: Api) -> None:
    number, room = api.house.in_house()
    refused(api.booking(number, "check-out"), 409, "OPEN_BALANCE")
    api.booking(number, "property-payment", {"amount": "218.00"})
    booking = api.booking(number, "check-out", who="desk").json()
    assert (booking["status"], booking["stay_status"]) == ("COMPLETED", "DEPARTED")
    assert api.house.value("select room_status::text from hotel.room where id = %s", room) == "CHECKOUT_DIRTY"
    again = api.booking(number, "check-out")
    assert (again.status_code, again.json()["checked_out_at"]) == (200, booking["checked_out_at"])


def test_check_out_with_an_open_balance_needs_a_supervisor(api: Api) -> None:
    number, _ = api.house.in_house()
    body = {"open_balance_note": "the company pays"}
    refused(api.booking(number, "check-out", body, who="desk"), 403, "CAPABILITY_MISSING")
    assert api.booking(number, "check-out", body).json()["status"] == "COMPLETED"


def test_check_out_refuses_who_has_not_arrived(api: Api) -> None:
    refused(api.booking(api.house.confirmed(), "check-out"), 409, "NOT_CHECKED_IN")


def test_check_out_rooms_all_or_none(api: Api) -> None:
    (paid, first), (unpaid, second) = api.house.in_house(), api.house.in_house()
    api.booking(paid, "property-payment", {"amount": "218.00"})
    refused(api.staff("POST", "rooms/checkout/", {"room_ids": [first, second]}), 409, "OPEN_BALANCE")
    assert api.staff("GET", f"room-bookings/{paid}/").json()["stay_status"] == "IN_HOUSE"
    api.booking(unpaid, "property-payment", {"amount": "218.00"})
    answer = api.staff("POST", "rooms/checkout/", {"room_ids": [first, str(second)]}).json()
    assert set(answer["results"]["checked_out_bookings"]) == {paid, unpaid}


def test_check_out_rooms_refuses(api: Api) -> None:
    assert (
        refused(api.staff("POST", "rooms/checkout/", {"room_ids": []}), 400, "VALIDATION_ERROR")["field"] == "room_ids"
    )
    _, vacant = api.house.assigned()
    refused(api.staff("POST", "rooms/checkout/", {"room_ids": [vacant]}), 404, "NO_STAY_IN_HOUSE")


# --- overstays ---


def test_an_overstay_is_acknowledged_and_dismissed(api: Api) -> None:
    number, _ = api.house.in_house()
    answer = api.booking(number, "overstay/acknowledge", {"note": "packs"}).json()
    assert answer["overstay"]["status"] == "ACKED"
    assert answer["overstay"]["acknowledged_note"] == "packs"
    assert answer["allowed_actions"] == ["EXTEND_OVERSTAY", "DISMISS_OVERSTAY"]
    status = api.staff("GET", f"room-bookings/{number}/overstay/status/", who="desk").json()
    assert (status["incident_state"], status["is_overstay"]) == ("ACTIVE", False)
    answer = api.booking(number, "overstay/acknowledge", {"note": "paid for it", "dismiss": True}).json()
    assert (answer["overstay"]["status"], answer["allowed_actions"]) == ("DISMISSED", [])
    status = api.staff("GET", f"room-bookings/{number}/overstay/status/").json()
    assert (status["incident_state"], "overstay" in status) == ("MISSING", False)


def test_acknowledge_refuses(api: Api) -> None:
    problem = refused(api.booking(api.house.confirmed(), "overstay/acknowledge"), 409, "BOOKING_NOT_CHECKED_IN")
    assert "not checked-in" in problem["detail"]
    number, _ = api.house.in_house()
    refused(api.booking(number, "overstay/acknowledge", who="desk"), 403, "CAPABILITY_MISSING")
    refused(api.booking(number, "overstay/acknowledge", {"dismiss": "maybe"}), 400, "VALIDATION_ERROR")


def test_an_extension_sent_twice_is_one(api: Api) -> None:
    number, _ = api.house.in_house()
    until = str(api.house.today + timedelta(days=4))
    for body in ({"add_nights": 1}, {"new_checkout_date": until}):
        key = {"Idempotency-Key": f"ext_{number}_{len(body)}_{next(iter(body))}"}
        first = api.booking(number, "overstay/extend", body, headers=key)
        again = api.booking(number, "overstay/extend", body, headers=key)
        assert first.status_code == again.status_code == 200
        assert first.json() == again.json()
    assert api.staff("GET", f"room-bookings/{number}/").json()["check_out"] == until


def test_arrivals_at_risk_name_who_is_in_the_room(api: Api) -> None:
    waiting, guest = api.house.arrival_at_risk()
    answer = api.staff("GET", "room-bookings/arrivals-at-risk/", who="desk").json()
    assert answer["count"] == len(answer["arrivals"])
    at_risk = {arrival["booking_id"]: arrival["in_room"]["booking_id"] for arrival in answer["arrivals"]}
    assert at_risk[waiting] == guest
