"""The booking lifecycle of the model: SPEC sections 1 and 3. Every function changes the house, or raises Refused."""

from __future__ import annotations

from hotelmate.prove.model_house import (
    BEDS,
    CUTOFF,
    DAY,
    HOLD,
    INVALID,
    LATEST_ARRIVAL,
    LIVE,
    NOBODY,
    PENDING,
    PRICES,
    REFUSED,
    SLA,
    UNKNOWN,
    Booking,
    Command,
    House,
    Refused,
)
from hotelmate.prove.model_money import end_hold, must_be_covered, note_money, return_surplus

NO_POLICY, KEEPS_ALL = "", "ALL"


def create(
    house: House,
    name: int,
    *,
    kind: str,
    start: int,
    nights: int,
    adults: int = 1,
    named: int = 1,
    terms: str = "PREPAID",
    total: int | None = None,
    policy: str = NO_POLICY,
) -> Booking:
    """A new booking under `name`; `start` in days from today."""
    first = house.today + start
    if start < 0 or nights < 1 or adults < 1:
        raise Refused(INVALID)
    if kind not in PRICES:
        raise Refused(UNKNOWN)
    b = Booking(kind, first, first + nights, adults, named, terms, PRICES[kind] * nights, "CONFIRMED")
    b.total = b.total if total is None else total
    b.keeps_all = policy == KEEPS_ALL
    if terms != "PAY_AT_PROPERTY" and b.total:
        b.status, b.expires = "PENDING_PAYMENT", house.now + HOLD
    elif terms != "PAY_AT_PROPERTY" and house.policy != "INSTANT":
        b.status, b.deadline = "PENDING_APPROVAL", house.now + SLA
    house.bookings[name] = b
    must_fit(house, b)
    return b


def must_fit(house: House, b: Booking) -> None:
    """A6, A8, B6 and T2: there is a room of the type for every night, and a bed for everybody who is named."""
    if b.status in LIVE and b.adults > BEDS[b.kind]:
        raise Refused(REFUSED, "too many for the room type")
    if b.claim and b.adults > BEDS[house.room(b.claim.room).kind]:
        raise Refused(REFUSED, "too many for the room it holds")
    if b.named > b.adults:
        raise Refused(REFUSED, "more people than were booked")
    must_have_rooms(house, b)


def must_have_rooms(house: House, b: Booking) -> None:
    """A8, from tonight on; nights gone by keep the rooms that they had."""
    for night in b.nights():
        sold = house.counted(b.kind, night, (*LIVE, "COMPLETED"))
        if night >= house.today and sold > house.capacity(b.kind, night):
            raise Refused(REFUSED, f"night {night} is sold out")


def end(b: Booking, status: str, fee: int = 0) -> None:
    """A5, T3, P4: what a booking holds ends with it."""
    b.status, b.fee, b.claim = status, fee, None
    if status in ("CANCELLED", "NO_SHOW"):
        b.unpaid = []
    b.token = "REVOKED" if b.token else ""
    return_surplus(b)


def _undecided(b: Booking) -> None:
    if b.is_decided:
        raise Refused(REFUSED, "a decision is being carried out")


def _not_in_house(b: Booking) -> None:
    if b.in_house:
        raise Refused(REFUSED, "the guest is in house")


def approve_booking(house: House, booking: int) -> None:
    b = house.booking(booking)
    if b.status == "CONFIRMED":
        return
    _is(b, "PENDING_APPROVAL")
    _undecided(b)
    if b.is_paid or b.total == 0:
        b.status = "CONFIRMED"
    elif b.missing:
        raise Refused(REFUSED, "not all of it is held")
    else:
        b.commands.append(Command("CAPTURE", b.total - b.received, decides=True))


def _is(b: Booking, *statuses: str) -> None:
    if b.status not in statuses:
        raise Refused(REFUSED, b.status)


def decline_booking(house: House, booking: int, reason: str = "FULL") -> None:
    b = house.booking(booking)
    if b.status == "DECLINED":
        return
    _is(b, "PENDING_APPROVAL")
    _undecided(b)
    if not reason:
        raise Refused(INVALID, "no reason")
    end(b, "DECLINED")


def cancel_booking(house: House, booking: int, reason: str = "ill") -> None:
    b = house.booking(booking)
    if b.status == "CANCELLED":
        return
    _is(b, *LIVE)
    _undecided(b)
    _not_in_house(b)
    if not reason:
        raise Refused(INVALID, "no reason")
    # Withdrawing before approval is free.
    end(b, "CANCELLED", b.total if b.keeps_all and b.status not in PENDING else 0)


def mark_no_show(house: House, booking: int) -> None:
    b = house.booking(booking)
    if b.status == "NO_SHOW":
        return
    _is(b, "CONFIRMED")
    _not_in_house(b)
    if may_still_come(house, b):
        raise Refused(REFUSED, "may still come")
    end(b, "NO_SHOW", b.total)


def may_still_come(house: House, b: Booking) -> bool:
    return house.now <= b.start * DAY + LATEST_ARRIVAL


def mark_booking_seen(house: House, booking: int) -> None:
    house.booking(booking).is_seen = True


# --- the guest ---


def _as_guest(house: House, booking: int, arrivals: int | None) -> Booking:
    """The booking that a guest's token opens. One that was revoked opens nothing, but that a booking was cancelled."""
    b = house.bookings.get(booking)
    is_fresh = b is not None and b.token == "ACTIVE" and arrivals in (None, b.arrivals)
    if b is None or not b.token or not (is_fresh or b.status == "CANCELLED"):
        raise Refused(NOBODY, "the token opens nothing")
    return b


def abandon_booking(house: House, booking: int, arrivals: int | None = None) -> None:
    """`arrivals`: how many had been when the guest got the token; null: it is the last one."""
    b = _as_guest(house, booking, arrivals)
    _is(b, "PENDING_PAYMENT")
    end(b, "CANCELLED_DRAFT")


def cancel_own_booking(house: House, booking: int, arrivals: int | None = None) -> None:
    _as_guest(house, booking, arrivals)
    cancel_booking(house, booking)


# --- before arrival ---


def amend_booking(
    house: House, booking: int, *, start: int | None = None, nights: int = 0, adults: int | None = None
) -> None:
    """So many `nights` from a `start` in days from today, or the dates as they are."""
    b = house.booking(booking)
    _is(b, *LIVE)
    _undecided(b)
    _not_in_house(b)
    first = b.start if start is None else house.today + start
    last = b.end if start is None else first + nights
    if first < house.today or first >= last or (adults is not None and adults < 1):
        raise Refused(INVALID)
    cost = b.total
    if (first, last) != (b.start, b.end):
        b.claim = None
        b.unpaid = []  # what they cost is in the new price
        b.start, b.end = first, last
        b.total = PRICES[b.kind] * (last - first)
    b.adults = b.adults if adults is None else adults
    if b.total != cost:
        end_hold(house, b)
    note_money(b)
    must_be_covered(b)
    must_fit(house, b)
    return_surplus(b)


def update_companions(house: House, booking: int, companions: int) -> None:
    """So many companions, instead of those there were."""
    b = house.booking(booking)
    _is(b, *LIVE)
    _not_in_house(b)
    b.named = 1 + companions
    must_fit(house, b)


# --- jobs ---


def expire_approvals(house: House, skip: frozenset[int] = frozenset()) -> int:
    """How many requests nobody decided in time; `skip`: those that somebody holds."""
    due = [
        b
        for name, b in house.bookings.items()
        if b.status == "PENDING_APPROVAL" and name not in skip and is_past_deciding(house, b)
    ]
    for b in due:
        end(b, "EXPIRED")
    return len(due)


def is_past_deciding(house: House, b: Booking) -> bool:
    """Whether a request may expire: nobody is deciding it, and nobody may any more."""
    return not b.is_decided and house.now > max(b.start * DAY + CUTOFF, b.deadline or 0)


def lapse_holds(house: House, skip: frozenset[int] = frozenset()) -> int:
    """How many holds have ended unpaid."""
    due = [
        b
        for name, b in house.bookings.items()
        if b.status == "PENDING_PAYMENT" and b.expires is not None and b.expires <= house.now and name not in skip
    ]
    for b in due:
        end(b, "CANCELLED_DRAFT")
    return len(due)
