"""Faults of hotels, people, rooms and of what happens in them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hotelmate.prove.legacy_import_site import SPARE, Site, fault
from hotelmate.prove.legacy_import_world import OldRow

MISSING, CROSS = "IMPORT_PARENT_MISSING", "IMPORT_CROSS_HOTEL"
ROOMS, TYPES, STAFF, POLICIES = "rooms_room", "rooms_roomtype", "staff_staff", "hotel_cancellationpolicy"
INCIDENTS, TASKS = "hotel_overstayincident", "housekeeping_housekeepingtask"


def _hotel(at: Site, **columns: Any) -> OldRow:
    named = {"name": "Somewhere", "timezone": "Europe/Dublin", "is_active": True}
    hotel = at.world.add("hotel_hotel", **(named | columns))
    hotel.setdefault("slug", f"q{hotel['id']}-house")
    return hotel


def _room_type(at: Site, **columns: Any) -> OldRow:
    row = at.world.add(TYPES, hotel_id=at.hotel.id, max_occupancy=2, currency="EUR", is_active=True)
    row |= {"code": f"T{row['id']}", "name": f"Type {row['id']}"}
    row.update(columns)
    return row


# --- hotels, staff, policies ---


@fault("")
def hotel_of_no_address(at: Site) -> None:
    """A hotel whose slug is no address, and what belongs to it."""
    hotel = _hotel(at)
    hotel["slug"] = f"q{hotel['id']}--house"
    at.refused(hotel, "slug_is_lower_case_words", "hotel_hotel")
    at.refused(_room_type(at, hotel_id=hotel["id"]), MISSING, TYPES)


@fault("")
def hotel_of_no_zone(at: Site) -> None:
    """A hotel in a time zone that does not exist."""
    at.refused(_hotel(at, timezone="Europe/Atlantis"), "timezone_is_known", "hotel_hotel")


@fault("B9")
def hotel_that_begins_alike(at: Site) -> None:
    """A hotel whose name begins like another's."""
    hotel = _hotel(at)
    hotel["slug"] = f"harbour-view-{hotel['id']}"
    at.corrected(hotel, "NUMBER_PREFIX_GIVEN_ANEW", table="hotel_hotel")


@fault("")
def staff_twice(at: Site) -> None:
    """Two members of staff of one hotel with one address."""
    known = next(row for row in at.world.rows[STAFF] if row["hotel_id"] == at.hotel.id)
    again = at.world.add(STAFF, **{name: value for name, value in known.items() if name != "id"})
    at.refused(again, "staff_hotel_id_email_key", STAFF)


@fault("")
def staff_of_no_role(at: Site) -> None:
    """A role that does not exist here."""
    role = at.world.add("staff_role", slug=f"juggler_{len(at.world.rows['staff_role'])}")
    row = at.world.add(STAFF, hotel_id=at.hotel.id, role_id=role["id"], access_level="regular_staff", is_active=True)
    row |= {"first_name": "Jo", "last_name": "Juggler", "email": f"jo{row['id']}@example.org"}
    at.corrected(row, "ROLE_NOT_KNOWN", table=STAFF)


@fault("")
def policy_that_contradicts_itself(at: Site) -> None:
    """A MODERATE policy that charges the full stay, and a booking under it."""
    row = at.world.add(
        POLICIES,
        hotel_id=at.hotel.id,
        name="Odd",
        is_active=True,
        template_type="MODERATE",
        free_until_hours=48,
        penalty_type="FULL_STAY",
        no_show_penalty_type="FULL_STAY",
    )
    row["code"] = f"ODD{row['id']}"
    at.refused(row, "moderate_charges_first_night_or_percentage", POLICIES)
    at.refused(at.booking(cancellation_policy_id=row["id"]), MISSING)


@fault("A4")
def default_policy_of_another_hotel(at: Site) -> None:
    """A default policy that is another hotel's."""
    hotel = _hotel(at)
    policy = at.world.add(
        POLICIES,
        hotel_id=at.other.id,
        name="Free",
        is_active=True,
        template_type="NON_REFUNDABLE",
        free_until_hours=0,
        penalty_type="FULL_STAY",
        no_show_penalty_type="FULL_STAY",
    )
    policy["code"] = f"NR{policy['id']}"
    hotel["default_cancellation_policy_id"] = policy["id"]
    at.corrected(policy, "DEFAULT_POLICY_OF_ANOTHER_HOTEL", table=POLICIES)


# --- rooms ---


@fault("B6")
def room_type_for_nobody(at: Site) -> None:
    """A room type that holds nobody."""
    at.refused(_room_type(at, max_occupancy=0), "room_type_holds_somebody", TYPES)


@fault("A4")
def room_of_no_type(at: Site) -> None:
    """A room without a type."""
    at.refused(at.new_room(room_type_id=None), MISSING, ROOMS)


@fault("A4")
def room_of_another_hotels_type(at: Site) -> None:
    """A room of another hotel's type."""
    at.refused(at.new_room(room_type_id=at.other.types[SPARE]), CROSS, ROOMS)


@fault("")
def room_twice(at: Site) -> None:
    """Two rooms with one number."""
    at.refused(at.new_room(room_number=at.room()["room_number"]), "room_hotel_id_room_number_key", ROOMS)


@fault("R1")
def room_of_no_status(at: Site) -> None:
    """A room status that does not exist."""
    at.refused(at.new_room(room_status="SPOTLESS"), "unreadable value (22P02)", ROOMS)


@fault("R1 L1")
def old_status_history(at: Site) -> None:
    """A change of room status that happened before the audit log was there."""
    row = at.world.add(
        "housekeeping_roomstatusevent",
        hotel_id=at.hotel.id,
        room_id=at.room()["id"],
        from_status="OCCUPIED",
        to_status="CHECKOUT_DIRTY",
        source="SYSTEM",
        note="",
        created_at=at.world.now.isoformat(),
    )
    at.refused(row, "IMPORT_HAS_NO_PLACE", "housekeeping_roomstatusevent")


@fault("R2")
def flag_against_status(at: Site) -> None:
    """READY_FOR_GUEST and out of order."""
    at.corrected(at.new_room(is_out_of_order=True), "FLAG_AGAINST_STATUS", table=ROOMS)


@fault("R2")
def maintenance_against_status(at: Site) -> None:
    """MAINTENANCE_REQUIRED and no maintenance required."""
    at.corrected(at.new_room(room_status="MAINTENANCE_REQUIRED"), "FLAG_AGAINST_STATUS", table=ROOMS)


@fault("A7")
def occupied_by_nobody(at: Site) -> None:
    """OCCUPIED without a stay."""
    at.corrected(at.new_room(room_status="OCCUPIED", is_occupied=True), "OCCUPIED_WITHOUT_A_STAY", table=ROOMS)


@fault("A7 R3")
def stay_in_a_dirty_room(at: Site) -> None:
    """A guest in a room that stands at CHECKOUT_DIRTY."""
    room = at.room()
    at.in_house(room=room)
    room |= {"room_status": "CHECKOUT_DIRTY", "is_occupied": False}
    at.corrected(room, "STAY_IN_A_VACANT_ROOM", table=ROOMS)


# --- rooms and bookings ---


@fault("A2")
def room_booked_twice(at: Site) -> None:
    """Two bookings assigned to one room on one night."""
    room = at.room()
    at.booking(assigned_room_id=room["id"])
    at.corrected(at.later(assigned_room_id=room["id"]), "ASSIGNMENT_DROPPED")


@fault("A2")
def room_lived_in_twice(at: Site) -> None:
    """Two past stays in one room on one night."""
    first = at.departed()
    second = at.departed(assigned_room_id=first["assigned_room_id"])
    second["created_at"] = at.after(first)
    at.corrected(second, "PAST_STAYS_SHARED_A_ROOM")


@fault("A3")
def two_in_one_room(at: Site) -> None:
    """Two guests in the house in one room."""
    room = at.room()
    first = at.in_house(room=room)
    second = at.in_house(room=room)
    second["created_at"] = at.after(first)
    at.refused(second, "ROOM_OCCUPIED")


@fault("A4")
def type_of_another_hotel(at: Site) -> None:
    """A booking of another hotel's room type."""
    at.refused(at.booking(room_type_id=at.other.types[SPARE]), CROSS)


@fault("A4")
def type_that_is_not_there(at: Site) -> None:
    """A booking of a room type that does not exist."""
    at.refused(at.booking(room_type_id=10**9), MISSING)


@fault("A4")
def room_of_another_hotel(at: Site) -> None:
    """A booking assigned to another hotel's room."""
    at.refused(at.booking(assigned_room_id=at.other.rooms[SPARE][0]["id"]), CROSS)


@fault("A4")
def decided_by_another_hotel(at: Site) -> None:
    """A booking decided by another hotel's staff."""
    row = at.booking(decision_by_id=at.other.staff[0])
    row["decision_at"] = row["updated_at"]
    at.corrected(row, "STAFF_NOT_KNOWN", "NAME_NOT_KNOWN")


@fault("A5")
def cancelled_with_room(at: Site) -> None:
    """CANCELLED and still holding a room."""
    at.corrected(at.cancelled(assigned_room_id=at.room()["id"]), "ROOM_OF_ENDED_BOOKING_RELEASED")


@fault("A6")
def room_of_another_type(at: Site) -> None:
    """A room of another type than was booked."""
    row = at.booking(assigned_room_id=at.room()["id"])
    other = at.lonely_type()
    row["room_type_id"] = other
    at.corrected(row, "ROOM_OF_ANOTHER_TYPE")


@fault("A6 T2")
def assigned_before_the_party_is_named(at: Site) -> None:
    """A room for a party that is not complete."""
    at.corrected(at.booking(adults=2, assigned_room_id=at.room()["id"]), "ASSIGNMENT_DROPPED")


@fault("A6 T2")
def in_house_before_the_party_is_named(at: Site) -> None:
    """In the house with a party that is not complete."""
    room = at.room()
    at.refused(at.in_house(room=room, adults=2), "PARTY_INCOMPLETE")


@fault("A6")
def room_out_of_service(at: Site) -> None:
    """A room that is not in service."""
    at.corrected(at.booking(assigned_room_id=at.new_room(is_active=False)["id"]), "ASSIGNMENT_DROPPED")


@fault("A8")
def night_sold_twice(at: Site) -> None:
    """One more booking than there are rooms of the type."""
    kind = at.lonely_type()
    at.booking(room_type_id=kind)
    at.refused(at.later(room_type_id=kind), "night_is_not_oversold")


# --- overstays and housekeeping ---


def _incident(at: Site, booking: OldRow, **columns: Any) -> OldRow:
    standard = {"status": "OPEN", "severity": "MEDIUM", "detected_at": booking["checked_in_at"], "meta": {}}
    named = {"hotel_id": at.hotel.id, "booking_id": booking["id"], "expected_checkout_date": booking["check_out"]}
    return at.world.identified(INCIDENTS, **(named | standard | columns))


@fault("")
def two_overstays(at: Site) -> None:
    """Two open overstays of one booking."""
    booking = at.in_house()
    ids = sorted((_incident(at, booking), _incident(at, booking)), key=lambda row: str(row["id"]))
    at.refused(ids[1], "one_active_overstay_per_booking", INCIDENTS)


@fault("")
def overstay_after_departure(at: Site) -> None:
    """An overstay that is open after the guest has left."""
    at.corrected(_incident(at, at.departed()), "INCIDENT_ENDED_WITH_THE_STAY", table=INCIDENTS)


@fault("")
def overstay_acknowledged_at_no_time(at: Site) -> None:
    """An overstay acknowledged at no time."""
    at.refused(_incident(at, at.in_house(), status="ACKED"), "acked_incident_says_who_and_when", INCIDENTS)


@fault("")
def task_done_at_no_time(at: Site) -> None:
    """A task done at no time."""
    row = at.world.add(
        TASKS,
        hotel_id=at.hotel.id,
        room_id=at.room()["id"],
        task_type="TURNOVER",
        status="DONE",
        priority="MED",
        created_at=(at.world.now - timedelta(days=3)).isoformat(),
    )
    at.refused(row, "done_task_says_when", TASKS)
