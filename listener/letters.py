"""What guests are written: plain words and the facts, one letter a kind. Shapes come from relay.claim_mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, localtime
from typing import Literal

import msgspec

Kind = Literal["CONFIRMATION", "DECLINE", "EXPIRY", "CANCELLATION", "PRECHECKIN_LINK"]


class Hotel(msgspec.Struct, frozen=True):
    """Who writes."""

    slug: str
    name: str
    phone: str | None
    email: str | None


class Facts(msgspec.Struct, frozen=True):
    """What may be said of a booking; amounts are texts with two digits, times of day the hotel's own."""

    hotel: Hotel
    guest_name: str
    booking_id: str
    confirmation_number: str
    room_type: str
    check_in: date
    check_out: date
    nights: int
    check_in_time: str
    check_out_time: str
    adults: int
    children: int
    total_amount: str
    currency: str
    is_paid: bool
    reason_note: str
    cancellation_fee: str | None
    refund_amount: str | None


class Mail(msgspec.Struct, frozen=True):
    """A letter to write, as claimed. `token` opens a pre-check-in form; it is nowhere else."""

    mail_id: int
    status: Literal["PENDING", "FAILED"]
    kind: Kind
    attempts: int
    to: str | None
    error: str | None
    facts: Facts
    token: str | None


def letter(mail: Mail, sender: str, guest_url: str) -> EmailMessage:
    """The letter, ready to be sent to `mail.to`. `guest_url` is where guests' pages begin.

    Raises ValueError when `mail.to`, or a name, cannot stand in a letter's head.
    """
    try:
        return _written(mail, sender, guest_url)
    except (MessageError, IndexError) as error:  # what the email package says of an address that is none
        raise ValueError(f"not an address: {type(error).__name__}") from None


def _written(mail: Mail, sender: str, guest_url: str) -> EmailMessage:
    facts = mail.facts
    subject, said = _LETTERS[mail.kind](mail, guest_url)
    message = EmailMessage()
    message["Subject"] = f"{facts.hotel.name}: {subject}"
    message["From"] = Address(display_name=facts.hotel.name, addr_spec=sender)
    if facts.hotel.email:
        message["Reply-To"] = Address(addr_spec=facts.hotel.email)
    message["To"] = Address(display_name=facts.guest_name, addr_spec=mail.to or "")
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = f"<{facts.hotel.slug}.{mail.mail_id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # nobody's holiday reply answers it
    message.set_content("\n\n".join([f"Dear {facts.guest_name},", *said, _stay(facts), _signature(facts.hotel)]) + "\n")
    return message


def _confirmation(mail: Mail, _: str) -> tuple[str, list[str]]:
    facts = mail.facts
    paid = f"It is paid: {_money(facts)}." if facts.is_paid else f"You pay {_money(facts)} at the hotel."
    return f"booking {facts.booking_id} confirmed", [f"Your booking is confirmed. {paid}"]


def _decline(mail: Mail, _: str) -> tuple[str, list[str]]:
    said = ["We are sorry: we cannot take your booking. Nothing is charged; what you have paid goes back to you."]
    return f"request {mail.facts.booking_id} declined", said + (
        [mail.facts.reason_note] if mail.facts.reason_note else []
    )


def _expiry(mail: Mail, _: str) -> tuple[str, list[str]]:
    said = (
        "We are sorry: your request was not answered in time and has ended. "
        "Nothing is charged; what you have paid goes back to you."
    )
    return f"request {mail.facts.booking_id} expired", [said]


def _cancellation(mail: Mail, _: str) -> tuple[str, list[str]]:
    facts = mail.facts
    said = ["Your booking is cancelled.", f"Cancellation fee: {facts.cancellation_fee} {facts.currency}"]
    if facts.is_paid:
        said.append(f"Refund: {facts.refund_amount} {facts.currency}")
    return f"booking {facts.booking_id} cancelled", [said[0], "\n".join(said[1:])]


def _precheckin(mail: Mail, guest_url: str) -> tuple[str, list[str]]:
    link = f"{guest_url}/{mail.facts.hotel.slug}/precheckin?token={mail.token}"
    return f"check in ahead for {mail.facts.booking_id}", [
        f"Tell us about your arrival ahead of time, and be done at the desk sooner:\n\n{link}",
        "The link is for you alone, and can be used once.",
    ]


_LETTERS: dict[Kind, Callable[[Mail, str], tuple[str, list[str]]]] = {
    "CONFIRMATION": _confirmation,
    "DECLINE": _decline,
    "EXPIRY": _expiry,
    "CANCELLATION": _cancellation,
    "PRECHECKIN_LINK": _precheckin,
}


def _stay(facts: Facts) -> str:
    people = f"{facts.adults} adult{'s' * (facts.adults != 1)}"
    if facts.children:
        people += f", {facts.children} child{'ren' * (facts.children != 1)}"
    lines = {
        "Booking": f"{facts.booking_id} ({facts.confirmation_number})",
        "Room": f"{facts.room_type}, {people}",
        "Arrival": f"{_day(facts.check_in)}, from {facts.check_in_time}",
        "Departure": f"{_day(facts.check_out)}, by {facts.check_out_time}",
        "Nights": str(facts.nights),
    }
    return "\n".join(f"{name + ':':<11}{value}" for name, value in lines.items())


def _signature(hotel: Hotel) -> str:
    return "\n".join(line for line in (hotel.name, hotel.phone, hotel.email) if line)


def _money(facts: Facts) -> str:
    return f"{facts.total_amount} {facts.currency}"


def _day(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B %Y}"
