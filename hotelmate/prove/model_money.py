"""The money axis of the model: a ledger of what the provider has told, and what it is to be asked for (SPEC 4)."""

from __future__ import annotations

from hotelmate.prove.model_house import (
    HOLD,
    INVALID,
    LIVE,
    REFUSED,
    SLA,
    Booking,
    Command,
    House,
    Impossible,
    Intent,
    Payment,
    Refused,
    Report,
)


def return_surplus(b: Booking) -> None:
    """A booking keeps what it may charge and nothing else: what is too much is asked back, once per kind."""
    due = _due(b)
    b.commands = [
        c
        for c in b.commands
        if c.decides
        or c.is_claimed
        or any(kind == c.kind and (amount >= c.amount or kind == "RELEASE") for kind, amount in due)
    ]
    b.commands += [Command(*one) for one in due if one[0] not in [c.kind for c in b.commands]]


def _due(b: Booking) -> list[tuple[str, int]]:
    if b.payment is None:
        return []
    share = max(b.charge - b.at_desk, 0)
    kept = b.payment.captured - b.payment.refunded
    due = []
    if b.payment.open > 0 and (b.status not in LIVE or share <= kept):
        more = min(share - kept, b.payment.open)
        due.append(("CAPTURE", more) if share > kept else ("RELEASE", b.payment.open))
    if kept > share:
        due.append(("REFUND", kept - share))
    return due


def must_be_covered(b: Booking) -> None:
    """B4. Raises Refused for a status that its money does not bear."""
    is_covered = {
        "PENDING_PAYMENT": not b.is_authorized and not b.is_paid,
        "PENDING_APPROVAL": b.is_authorized or b.total == 0,
        "CONFIRMED": b.is_paid or b.terms == "PAY_AT_PROPERTY" or b.total == 0,
        "NO_SHOW": b.is_paid or b.terms == "PAY_AT_PROPERTY" or b.total == 0,
    }.get(b.status, True)
    if not is_covered:
        raise Refused(REFUSED, f"{b.status} is not covered")


# --- what the provider does ---


def guest_pays(house: House, booking: int) -> None:
    """The guest opens the page and pays: held where requests are approved, taken where all is confirmed at once."""
    b = house.booking(booking)
    if b.unpaid or (b.status == "PENDING_PAYMENT" and (b.total == 0 or booking in house.intents)):
        raise Impossible
    if b.status == "PENDING_APPROVAL" and not b.is_paid and b.missing:
        raise Impossible  # a second page for the rest: here every booking has one payment at the provider
    if b.status != "PENDING_PAYMENT":
        if b.status not in ("PENDING_APPROVAL", "CONFIRMED", "COMPLETED") or not (
            b.is_paid or b.is_authorized or b.total == 0
        ):
            raise Refused(REFUSED, "nothing to pay online")
        return
    if b.expires is not None and b.expires <= house.now:
        raise Refused(REFUSED, "the hold has ended")
    is_automatic = house.policy == "INSTANT"
    house.intents[booking] = Intent(is_automatic, b.total, "captured" if is_automatic else "held")
    if is_automatic:
        house.intents[booking].captured = b.total
    what = "captured" if is_automatic else "authorized"
    house.reports.append(Report(booking, what, b.total, is_automatic))


def dashboard_captures(house: House, booking: int) -> None:
    """Somebody at the provider's own pages takes what is held."""
    _take(house, booking, _held(house, booking).amount)


def dashboard_cancels(house: House, booking: int) -> None:
    """Somebody at the provider's own pages lets go what is held."""
    _let_go(house, booking, _held(house, booking))


def _held(house: House, booking: int) -> Intent:
    intent = house.intents.get(booking)
    if intent is None or intent.state != "held":
        raise Impossible
    return intent


def _take(house: House, booking: int, amount: int) -> None:
    intent = house.intents[booking]
    intent.state, intent.captured = "captured", amount
    house.reports.append(Report(booking, "captured", amount, intent.is_automatic))


def _let_go(house: House, booking: int, intent: Intent) -> None:
    intent.state = "canceled"
    house.reports.append(Report(booking, "canceled", intent.amount, intent.is_automatic))


def worker_asks(house: House, booking: int) -> None:
    """A worker takes a command of this booking and asks the provider; it has not told anybody yet."""
    command = _unclaimed(house, booking)
    command.is_claimed = True
    intent = house.intents[booking]
    wanted = {"CAPTURE": "captured", "RELEASE": "canceled", "REFUND": "captured"}[command.kind]
    if intent.state == "held" and command.kind == "CAPTURE":
        _take(house, booking, command.amount)
    elif intent.state == "held" and command.kind == "RELEASE":
        _let_go(house, booking, intent)
    elif command.kind == "REFUND":
        intent.refunds.append(command.amount)
        house.reports.append(Report(booking, "refunded", command.amount, intent.is_automatic, len(intent.refunds)))
    done = "DONE" if intent.state == wanted else "REFUSED"
    house.outcomes.append((booking, done, _objects(intent, booking, command.kind)))


def bank_refuses(house: House, booking: int) -> None:
    """A worker takes the capture that an approval waits for, and the guest's bank refuses it."""
    command = _unclaimed(house, booking)
    if not command.decides:
        raise Impossible
    command.is_claimed = True
    house.outcomes.append((booking, "REFUSED", []))


def _unclaimed(house: House, booking: int) -> Command:
    commands = house.bookings[booking].commands if booking in house.bookings else []
    command = next((c for c in commands if not c.is_claimed), None)
    if command is None:
        raise Impossible
    return command


def _objects(intent: Intent, booking: int, kind: str) -> list[Report]:
    """What the provider shows of a payment that was asked for: all of it, whatever events are still on their way."""
    said = [] if intent.is_automatic else [Report(booking, "authorized", intent.amount, False, is_whole=True)]
    if intent.state == "captured":
        said.append(Report(booking, "captured", intent.captured, intent.is_automatic, is_whole=True))
    elif intent.state == "canceled":
        said.append(Report(booking, "canceled", intent.amount, intent.is_automatic, is_whole=True))
    if kind == "REFUND":
        last = len(intent.refunds)
        said.append(Report(booking, "refunded", intent.refunds[-1], intent.is_automatic, last, is_whole=True))
    return said


# --- what arrives here ---


def event_arrives(house: House, event: int) -> None:
    """One of the provider's events, for the first time or again; what waited for it follows."""
    if not house.reports:
        raise Impossible
    house.waiting.append(house.reports[event % len(house.reports)])
    _enter_waiting(house)


def outcome_arrives(house: House, outcome: int) -> None:
    """A worker tells what came of a command, for the first time or again."""
    if not house.outcomes:
        raise Impossible
    booking, done, said = house.outcomes[outcome % len(house.outcomes)]
    for report in said:
        enter(house, report)
    b = house.bookings[booking]
    if done == "REFUSED":
        refused = [c for c in b.commands if c.is_claimed and c.kind in ("CAPTURE", "RELEASE")]
        b.commands = [c for c in b.commands if c not in refused]
    _enter_waiting(house)


def _enter_waiting(house: House) -> None:
    """Whatever can be entered by now, until nothing more can."""
    while ready := [report for report in house.waiting if enter(house, report)]:
        house.waiting = [report for report in house.waiting if report not in ready]


def enter(house: House, report: Report) -> bool:
    """Enter one movement, once; false when what comes before it is not known yet."""
    b = house.bookings[report.booking]
    p = b.payment or Payment()
    if report.what in ("captured", "canceled") and not report.is_automatic and not p.authorized:
        return False
    if report.what == "refunded" and p.captured - p.refunded < report.amount and not _is_old(house, report):
        return False
    b.payment = p
    if report.what == "authorized" and not p.authorized:
        p.authorized, p.authorized_at = report.amount, house.now
        _show(house, b)
    elif report.what == "captured" and not p.captured:
        p.captured = report.amount
        if report.is_automatic:
            p.authorized, p.authorized_at = report.amount, house.now
        was_decided = b.is_decided
        b.commands = [c for c in b.commands if c.kind != "CAPTURE"]
        _show(house, b, was_decided=was_decided)
        p.released = p.authorized - p.captured
        b.commands = [c for c in b.commands if c.kind != "RELEASE"]
        return_surplus(b)
    elif report.what == "canceled" and not p.released and not p.captured:
        p.released = p.authorized
        b.commands = [c for c in b.commands if c.kind != "RELEASE"]
        return_surplus(b)
    elif report.what == "refunded" and not _is_old(house, report):
        house.entered_refunds.add((report.booking, report.nth))
        p.refunded += report.amount
        b.commands = [c for c in b.commands if c.kind != "REFUND"]
        return_surplus(b)
    return True


def _is_old(house: House, report: Report) -> bool:
    return (report.booking, report.nth) in house.entered_refunds


def _show(house: House, b: Booking, *, was_decided: bool = False) -> None:
    """What a booking becomes by money that was held or taken. Nothing revives one that has ended."""
    assert b.payment
    if b.status == "PENDING_PAYMENT":
        end_hold(house, b)
    elif b.status == "PENDING_APPROVAL" and was_decided and b.payment.captured + b.at_desk >= b.total:
        b.status = "CONFIRMED"
    note_money(b)
    return_surplus(b)


def end_hold(house: House, b: Booking) -> None:
    """A hold ends when its whole total is covered: by more money, or by costing less."""
    p = b.payment or Payment()
    if b.status != "PENDING_PAYMENT" or p.authorized - p.released < b.total:
        return
    at_once = p.captured >= b.total and house.policy == "INSTANT"
    b.status = "CONFIRMED" if at_once else "PENDING_APPROVAL"
    since = p.authorized_at if p.authorized or b.expires is None else b.expires - HOLD
    b.deadline = None if at_once else since + SLA


def note_money(b: Booking) -> None:
    """A booking counts as authorised, and as paid, from when its total was covered on; a hold ends by being covered."""
    if b.status == "PENDING_PAYMENT" or b.total == 0:
        return
    held, taken = (b.payment.authorized, b.payment.captured) if b.payment else (0, 0)
    b.is_authorized |= held + b.at_desk >= b.total
    b.is_paid |= taken + b.at_desk >= b.total


def record_property_payment(house: House, booking: int, amount: int) -> None:
    """Money at the desk: at most what is owed, after the end too; it pays extensions as well. Raises Refused."""
    b = house.booking(booking)
    owed = b.charge - b.received
    if b.status not in ("CONFIRMED", "COMPLETED", "CANCELLED", "NO_SHOW") or owed <= 0:
        raise Refused(REFUSED, f"{b.status}, owed {owed}")
    if not 0 < amount <= owed:
        raise Refused(INVALID, "more than is owed")
    b.at_desk += amount
    while b.unpaid and b.received >= b.total + b.unpaid[0][1]:
        b.total += b.unpaid.pop(0)[1]
    note_money(b)
    return_surplus(b)


def record_property_refund(house: House, booking: int, amount: int) -> None:
    """Money given back at the desk: at most what was taken there and may not be kept. Raises Refused."""
    b = house.booking(booking)
    if not b.due_at_desk:
        raise Refused(REFUSED, "nothing is due")
    if not 0 < amount <= b.due_at_desk:
        raise Refused(INVALID, "more than is due")
    b.at_desk -= amount
