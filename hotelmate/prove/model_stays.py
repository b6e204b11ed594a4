"""The stay axis of the model: which booking holds which room, and who is in it (SPEC sections 2 and 5)."""

from __future__ import annotations

from hotelmate.prove.model_bookings import end, must_fit
from hotelmate.prove.model_house import (
    BEDS,
    CHECKOUT,
    DAY,
    EARLIEST_ARRIVAL,
    INVALID,
    LATEST_ARRIVAL,
    REFUSED,
    Booking,
    Claim,
    House,
    Refused,
    Room,
)
from hotelmate.prove.model_people import must_supervise

OUT_OF_SERVICE = ("OUT_OF_ORDER", "MAINTENANCE_REQUIRED")


def no(why: str) -> Refused:
    """A refusal by rule or state."""
    return Refused(REFUSED, why)


def must_be_free(house: House, room: int, start: int, end: int) -> None:
    """A2. Raises Refused for nights on which somebody holds the room, and for no nights at all."""
    if start >= end or any(claim.meets(room, start, end) for claim in house.claims()):
        raise no("somebody holds the room")


def must_suit(b: Booking, room: Room, *, is_ready: bool, upgrade: bool) -> None:
    """A6. Raises Refused for a room that this booking may not hold."""
    if b.status != "CONFIRMED" or b.named != b.adults:
        raise no("not to be given a room")
    if not room.is_active or room.status in OUT_OF_SERVICE or (is_ready and room.status != "READY_FOR_GUEST"):
        raise no("not bookable")
    if b.adults > BEDS[room.kind]:
        raise no("too small")
    if room.kind != b.kind and not upgrade:
        raise no("of another type")


def assign_room(house: House, booking: int, room: int, who: str, upgrade: bool = False) -> None:
    b = house.booking(booking)
    if b.status != "CONFIRMED" or b.in_house or b.named != b.adults:
        raise no("not to be given a room")
    new = house.room(room)
    if b.claim and b.claim.room == room:
        return
    if new.kind != b.kind and upgrade:
        must_supervise(who)
    b.claim = None
    must_suit(b, new, is_ready=house.readiness == "AT_ASSIGNMENT", upgrade=upgrade)
    must_be_free(house, room, b.start, b.end)
    b.claim = Claim(room, b.start, b.end, upgrade=new.kind != b.kind)


def _assigned(b: Booking) -> Claim:
    if b.claim is None or b.in_house:
        raise no("no room, or in it")
    return b.claim


def unassign_room(house: House, booking: int) -> None:
    b = house.booking(booking)
    _assigned(b)
    b.claim = None


def swap_rooms(house: House, booking: int, other: int, who: str) -> None:
    """The rooms change hands; the reason is an upgrade's, too."""
    if booking == other:
        raise Refused(INVALID, "with itself")
    one, two = house.booking(booking), house.booking(other)
    rooms = _assigned(one).room, _assigned(two).room
    one.claim = two.claim = None
    for b, door in ((one, rooms[1]), (two, rooms[0])):
        room = house.room(door)
        if room.kind != b.kind:
            must_supervise(who)
    for b, door in ((one, rooms[1]), (two, rooms[0])):
        must_suit(b, house.room(door), is_ready=False, upgrade=True)
        must_be_free(house, door, b.start, b.end)
        b.claim = Claim(door, b.start, b.end, upgrade=house.room(door).kind != b.kind)


def check_in(house: House, booking: int, who: str, reason: str = "") -> None:
    """Arriving twice is arriving once. A supervisor with a reason lets in outside the window, while a night is left."""
    b = house.booking(booking)
    if b.in_house:
        return
    if b.status != "CONFIRMED" or b.claim is None or b.named != b.adults:
        raise no("not eligible")
    room = house.room(b.claim.room)
    if room.status != "READY_FOR_GUEST" or not room.is_active:
        raise no("not ready")
    if not b.start * DAY + EARLIEST_ARRIVAL <= house.now <= b.start * DAY + LATEST_ARRIVAL:
        if not reason:
            raise no("outside the window")
        must_supervise(who)
        if house.now >= b.end * DAY + CHECKOUT:
            raise no("the booked nights are over")
    arrive(house, b)


def arrive(house: House, b: Booking) -> None:
    """Let in before the day of arrival, the guest holds the room from the day of entry on."""
    claim, b.claim = b.claim, None
    assert claim
    first = min(claim.start, house.today)
    must_be_free(house, claim.room, first, claim.end)
    b.claim = Claim(claim.room, first, claim.end, is_occupied=True, upgrade=claim.upgrade)
    b.arrived = house.now
    b.token = "ACTIVE"
    b.arrivals += 1
    house.room(claim.room).status = "OCCUPIED"


def must_be_in(b: Booking) -> Claim:
    """Raises Refused for a guest who is not in the house."""
    if not b.in_house or b.claim is None:
        raise no("not in house")
    return b.claim


def undo_check_in(house: House, booking: int, reason: str = "mistake") -> None:
    b = house.booking(booking)
    claim = must_be_in(b)
    assert b.arrived is not None
    if b.arrived // DAY != house.today:
        raise no("on its own day only")
    if not reason:
        raise Refused(INVALID, "no reason")
    b.claim = None
    b.arrived = None
    b.is_flagged = False
    must_suit(b, house.room(claim.room), is_ready=False, upgrade=True)
    must_be_free(house, claim.room, b.start, b.end)
    b.claim = Claim(claim.room, b.start, b.end, upgrade=claim.upgrade)
    b.token = "REVOKED" if b.token else ""
    house.room(claim.room).status = "CHECKOUT_DIRTY"


def move_room(house: House, booking: int, room: int, *, who: str, upgrade: bool = False, reason: str = "noise") -> None:
    b = house.booking(booking)
    claim = must_be_in(b)
    if not reason:
        raise Refused(INVALID, "no reason")
    new = house.room(room)
    if claim.room == room:
        return
    if new.kind != b.kind and upgrade:
        must_supervise(who)
    b.claim = None
    must_suit(b, new, is_ready=True, upgrade=upgrade)
    first = max(claim.start, min(house.today, claim.end - 1))
    must_be_free(house, room, first, claim.end)
    if any(block.meets(room, house.today, house.today + 1) for block in house.blocks.values()):
        raise no("blocked tonight")
    b.claim = Claim(room, first, claim.end, is_occupied=True, upgrade=new.kind != b.kind)
    house.room(claim.room).status = "CHECKOUT_DIRTY"
    new.status = "OCCUPIED"


def check_out(house: House, booking: int, who: str, note: str = "") -> None:
    """Repeating it is nothing. Who owes stays, unless a supervisor lets the guest go with a note."""
    b = house.booking(booking)
    if b.status == "COMPLETED":
        return
    must_be_in(b)
    if b.owes > b.received:
        if not note:
            raise no("open balance")
        must_supervise(who)
    depart(house, b)


def depart(house: House, b: Booking) -> None:
    """Everything that ends with a stay."""
    assert b.claim
    house.room(b.claim.room).status = "CHECKOUT_DIRTY"
    b.departed = house.now
    b.is_flagged = False
    end(b, "COMPLETED")


def extend_stay(house: House, booking: int, nights: int) -> None:
    """The same room for more nights; what they cost waits to be paid."""
    b = house.booking(booking)
    claim = must_be_in(b)
    if nights < 1:
        raise Refused(INVALID, "no nights")
    b.claim = None
    must_be_free(house, claim.room, b.end, b.end + nights)
    b.claim = Claim(claim.room, claim.start, b.end + nights, is_occupied=True, upgrade=claim.upgrade)
    paid_nights = b.end - b.start - sum(n for n, _ in b.unpaid)
    price = (b.total * nights * 2 + paid_nights) // (paid_nights * 2)  # half up
    b.end += nights
    if price:
        b.unpaid.append((nights, price))
    if b.end * DAY + CHECKOUT > house.now:
        b.is_flagged = False
    must_fit(house, b)


def flag_overstays(house: House, skip: frozenset[int] = frozenset()) -> int:
    """How many guests stay past the check-out time and were not flagged yet."""
    due = [
        b
        for name, b in house.bookings.items()
        if b.in_house and not b.is_flagged and b.end * DAY + CHECKOUT <= house.now and name not in skip
    ]
    for b in due:
        b.is_flagged = True
    return len(due)
