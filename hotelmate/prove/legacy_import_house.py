"""The old system in good order: hotels, staff, rooms and years of bookings, none of which breaks a rule."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hotelmate.prove.legacy_import_world import OldHotel, OldRow, World

# Room type → (persons, price, rooms that are lived in). The annexe is kept free: a fault takes a room of its own there.
TYPES = {"SGL": (1, 69, 4), "DBL": (2, 109, 8), "FAM": (4, 169, 4), "ANX": (3, 99, 0)}
STAFF = (
    ("hotel_manager", "management", "super_staff_admin"),
    ("front_desk_agent", "front_office", "regular_staff"),
    ("housekeeper", "housekeeping", "regular_staff"),
)
POLICIES: tuple[dict[str, Any], ...] = (
    {"code": "FLEX24", "template_type": "FLEXIBLE", "free_until_hours": 24, "penalty_type": "FIRST_NIGHT"},
    {
        "code": "MOD48_50",
        "template_type": "MODERATE",
        "free_until_hours": 48,
        "penalty_type": "PERCENTAGE",
        "penalty_percentage": 50,
    },
    {"code": "NRF", "template_type": "NON_REFUNDABLE", "free_until_hours": 0, "penalty_type": "FULL_STAY"},
    {"code": "TIERED", "template_type": "CUSTOM"},
)
DAYS_AHEAD = 60
ENDED_PER_TYPE = 12
ARRIVALS = 3  # today, each with a room


def open_hotel(world: World, slug: str, timezone: str = "Europe/Dublin") -> OldHotel:
    """A hotel with its settings, policies, staff, room types and rooms."""
    row = world.add(
        "hotel_hotel",
        name=slug.title(),
        slug=slug,
        timezone=timezone,
        is_active=True,
        phone="",
        email=f"{slug}@example.org",
    )
    hotel = OldHotel(row["id"], slug.upper().replace("-", "")[:8], ZoneInfo(timezone))
    _settings(world, hotel)
    for policy in POLICIES:
        made = world.add(
            "hotel_cancellationpolicy",
            hotel_id=hotel.id,
            name=policy["code"],
            description="",
            is_active=True,
            **{"no_show_penalty_type": "FULL_STAY"} | policy,
        )
        hotel.policy = hotel.policy or made["id"]
        if policy["code"] == "TIERED":
            for hours, penalty in ((72, "NONE"), (24, "FIRST_NIGHT"), (0, "FULL_STAY")):
                world.add(
                    "hotel_cancellationpolicytier",
                    policy_id=made["id"],
                    hours_before_checkin=hours,
                    penalty_type=penalty,
                )
    row["default_cancellation_policy_id"] = hotel.policy
    for role, department, level in STAFF:
        hotel.staff.append(_employ(world, hotel, role, department, level)["id"])
    for place, (kind, (persons, price, _)) in enumerate(TYPES.items(), start=1):
        made = world.add(
            "rooms_roomtype",
            hotel_id=hotel.id,
            code=kind,
            name=f"{kind} room",
            max_occupancy=persons,
            starting_price_from=price,
            currency="EUR",
            sort_order=place,
            is_active=True,
        )
        hotel.types[kind] = made["id"]
    return hotel


def live(world: World, hotel: OldHotel, *, annexe: int, days: int, rooms: int | None = None) -> None:
    """So many days of stays, and what is to come. `annexe`: rooms kept free; `rooms`: others of each type, at most."""
    door = 100
    for kind, (persons, _, lived_in) in TYPES.items():
        for nth in range(min(lived_in, rooms or lived_in)):
            door += 1
            _room_through_the_years(world, hotel, kind, world.room(hotel, kind, door), days)
            if nth == 0:
                _ended_bookings(world, hotel, kind, persons)
    for nth in range(annexe):
        hotel.rooms["ANX"].append(world.room(hotel, "ANX", 10000 + nth))
    for _ in range(ARRIVALS):
        arriving = world.booking(hotel, "ANX", world.today, 3)
        arriving["assigned_room_id"] = hotel.rooms["ANX"].pop()["id"]
    for kind in ("SGL", "DBL", "FAM"):
        # Rooms nobody is put into: what is booked without a room has one to come to.
        door += 1
        world.room(hotel, kind, door)
        _bookings_without_a_room(world, hotel, kind)


def _settings(world: World, hotel: OldHotel) -> None:
    world.add(
        "hotel_hotelaccessconfig",
        hotel_id=hotel.id,
        guest_portal_enabled=True,
        staff_portal_enabled=True,
        requires_room_pin=True,
        room_pin_length=4,
        rotate_pin_on_checkout=True,
        allow_multiple_guest_sessions=True,
        max_active_guest_devices_per_room=5,
        standard_checkout_time="10:30",
        late_checkout_grace_minutes=45,
        approval_sla_minutes=40,
        approval_cutoff_time="21:00",
        approval_cutoff_day_offset=0,
    )
    world.add(
        "hotel_hotelprecheckinconfig",
        hotel_id=hotel.id,
        fields_enabled={"eta": True, "city": True, "special_requests": False, "consent_checkbox": True},
        fields_required={"consent_checkbox": True, "eta": False},
    )


def _employ(world: World, hotel: OldHotel, role: str, department: str, level: str) -> OldRow:
    nth = len(hotel.staff)
    return world.add(
        "staff_staff",
        hotel_id=hotel.id,
        role_id=_slug(world, "staff_role", role),
        department_id=_slug(world, "staff_department", department),
        access_level=level,
        first_name=role.title(),
        last_name="Oldhand",
        email=f"staff{nth}-{hotel.id}@example.org",
        is_active=True,
    )


def _slug(world: World, table: str, slug: str) -> int:
    known = [row["id"] for row in world.rows[table] if row["slug"] == slug]
    return int(known[0] if known else world.add(table, slug=slug)["id"])


def _room_through_the_years(world: World, hotel: OldHotel, kind: str, room: OldRow, days: int) -> None:
    """One stay after another, never two at a time: past, in the house, to come."""
    day = world.today - timedelta(days=days + world.random.randint(0, 20))
    while day < world.today + timedelta(days=DAYS_AHEAD):
        nights = world.random.randint(1, 7)
        leaves = day + timedelta(days=nights)
        booking = world.booking(hotel, kind, day, nights, world.random.randint(1, TYPES[kind][0]))
        _vary(world, hotel, booking)
        if leaves < world.today:
            world.departed(hotel, booking, room)
            _history(world, hotel, booking, room)
        elif day < world.today < leaves:
            world.link(world.arrived(hotel, booking, room))
        elif day > world.today:
            booking["assigned_room_id"] = room["id"]
            booking["room_assigned_at"] = booking["created_at"]
            world.link(booking)
        else:
            # It would arrive or leave today: whether it has depends on the hour.
            _cancel(world, hotel, booking)
        day = leaves + timedelta(days=world.random.choice((0, 0, 0, 1, 3)))


def _vary(world: World, hotel: OldHotel, booking: OldRow) -> None:
    """Some pay at the desk, some book for others, most were seen by somebody."""
    draw = world.random.random()
    if draw < 0.25:
        booking |= {"payment_provider": None, "payment_intent_id": None, "payment_reference": None}
    elif draw < 0.35:
        booking |= {"booker_type": "COMPANY", "booker_company": "Ferry Lines", "booker_email": "travel@example.org"}
    if world.random.random() < 0.8:
        seen = {"staff_seen_at": booking["updated_at"], "staff_seen_by_id": hotel.staff[1]}
        booking |= seen | {"decision_at": booking["updated_at"], "decision_by_id": hotel.staff[0]}


def _history(world: World, hotel: OldHotel, booking: OldRow, room: OldRow) -> None:
    """What is left of some past stays."""
    draw = world.random.random()
    if draw < 0.1:
        for member in world.party(booking):
            world.guest(hotel, booking, member, None)
    elif draw < 0.2:
        world.add(
            "housekeeping_housekeepingtask",
            hotel_id=hotel.id,
            room_id=room["id"],
            booking_id=booking["id"],
            task_type="TURNOVER",
            status="DONE",
            priority="MED",
            assigned_to_id=hotel.staff[2],
            note="",
            created_at=booking["checked_out_at"],
            started_at=booking["checked_out_at"],
            completed_at=booking["checked_out_at"].replace(":20:", ":50:"),
        )
    elif draw < 0.25:
        world.identified(
            "hotel_overstayincident",
            hotel_id=hotel.id,
            booking_id=booking["id"],
            expected_checkout_date=booking["check_out"],
            status="RESOLVED",
            severity="MEDIUM",
            detected_at=booking["checked_in_at"],
            resolved_at=booking["checked_out_at"],
            meta={},
        )
    elif draw < 0.28:
        world.identified(
            "hotel_bookingextension",
            hotel_id=hotel.id,
            booking_id=booking["id"],
            old_checkout_date=booking["check_in"],
            new_checkout_date=booking["check_out"],
            amount_delta=0,
            currency="EUR",
            status="CONFIRMED",
            pricing_snapshot={},
            created_at=booking["checked_in_at"],
        )


def _ended_bookings(world: World, hotel: OldHotel, kind: str, persons: int) -> None:
    """Bookings that never became a stay."""
    for nth in range(ENDED_PER_TYPE):
        for end in (_cancel, _decline, _expire, _abandon):
            arrival = world.today + timedelta(days=world.random.randint(-300, 60))
            end(world, hotel, world.booking(hotel, kind, arrival, 1 + nth % 5, 1 + nth % persons))


def _cancel(world: World, hotel: OldHotel, booking: OldRow) -> None:
    fee = 40
    booking |= {"status": "CANCELLED", "cancelled_at": booking["updated_at"], "cancellation_reason": "Plans changed"}
    booking |= {"cancellation_fee": fee, "refund_amount": booking["total_amount"] - fee}
    booking |= {"refund_processed_at": booking["updated_at"], "refund_reference": f"re_{booking['id']}"}


def _decline(world: World, hotel: OldHotel, booking: OldRow) -> None:
    booking |= {"status": "DECLINED", "decline_reason_code": "OTHER", "decision_by_id": hotel.staff[0]}
    booking |= {"decision_at": booking["updated_at"], "refund_amount": booking["total_amount"]}
    booking |= {"refunded_at": booking["updated_at"], "refund_reference": f"re_{booking['id']}"}


def _expire(world: World, hotel: OldHotel, booking: OldRow) -> None:
    booking |= {"status": "EXPIRED", "expired_at": booking["updated_at"], "auto_expire_reason_code": "APPROVAL_TIMEOUT"}
    booking |= {"refunded_at": booking["updated_at"], "refund_amount": booking["total_amount"]}


def _abandon(world: World, hotel: OldHotel, booking: OldRow) -> None:
    world.unpaid(booking)["status"] = "CANCELLED_DRAFT"


def _bookings_without_a_room(world: World, hotel: OldHotel, kind: str) -> None:
    """One after the other, for the room that is kept free: confirmed, waiting for staff, waiting for money."""
    day = world.today + timedelta(days=2)
    for nth, status in enumerate(("CONFIRMED", "PENDING_APPROVAL", "PENDING_PAYMENT") * 4):
        booking = world.booking(hotel, kind, day, 3)
        booking["status"] = status
        if status == "PENDING_APPROVAL":
            booking["approval_deadline_at"] = booking["paid_at"].replace(":15:", ":45:")
            if nth % 2:
                booking |= {"payment_authorized_at": booking["paid_at"], "paid_at": None}
        elif status == "PENDING_PAYMENT":
            world.unpaid(booking)["expires_at"] = booking["created_at"].replace(":05:", ":20:")
        day += timedelta(days=3)
