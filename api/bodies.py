"""What clients send. Shapes and sizes only: what a value means, and whether it will do, the database says."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta
from psycopg.types.json import Jsonb

from api.body import Body

Id = Annotated[int, Meta(ge=1, le=2**53 - 1)]  # what JSON clients can count to
Count = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]
Money = Annotated[
    str, Meta(pattern=r"^[0-9]{1,13}(\.[0-9]{1,2})?$", description="Amount with two digits, as a string: 120.50")
]
RoomStatus = Literal[
    "OCCUPIED",
    "CHECKOUT_DIRTY",
    "CLEANING_IN_PROGRESS",
    "CLEANED_UNINSPECTED",
    "MAINTENANCE_REQUIRED",
    "OUT_OF_ORDER",
    "READY_FOR_GUEST",
]
Source = Literal["HOUSEKEEPING", "FRONT_DESK", "MANAGER_OVERRIDE"]
Priority = Literal["LOW", "MED", "HIGH"]
Terms = Literal["PREPAID", "PAY_AT_PROPERTY"]


def minor_units(amount: str) -> int:
    """120.5 → 12050: the form in which money is stored."""
    whole, _, cents = amount.partition(".")
    return int(whole) * 100 + int(cents.strip().ljust(2, "0") or 0)


def as_json(items: list[Any]) -> Jsonb:
    """A list for a parameter of type jsonb."""
    return Jsonb(items, dumps=msgspec.json.encode)


class Companion(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Somebody who stays with the primary guest; `id` keeps a companion who is there already."""

    first_name: str
    last_name: str
    id: Id | None = None
    email: str | None = None
    phone: str | None = None
    role: str | None = None


class NewBooking(Body):
    """What every booking is made with; `party` lists companions only."""

    room_type_code: str
    check_in: date
    check_out: date
    primary_first_name: str
    primary_last_name: str
    primary_email: str
    primary_phone: str
    adults: Count | None = None
    children: Count | None = None
    booker_first_name: str | None = None
    booker_last_name: str | None = None
    booker_email: str | None = None
    booker_phone: str | None = None
    booker_company: str | None = None
    party: list[Companion] | None = None
    special_requests: str | None = None
    promo_code: str | None = None

    def arguments(self) -> dict[str, Any]:
        arguments = super().arguments()
        if self.party is not None:
            arguments["party"] = as_json(self.party)
        return arguments


class CreateBooking(NewBooking, kw_only=True):
    """A guest books."""

    booker_type: str


class CreateStaffBooking(NewBooking, kw_only=True):
    """The front desk books; without a total the hotel's own price applies."""

    booker_type: str | None = None
    terms: Terms | None = None
    total_amount: Money | None = None
    cancellation_policy: str | None = None
    rate_plan: str | None = None
    rebooked_from: str | None = None

    def arguments(self) -> dict[str, Any]:
        return _priced(super().arguments())


class GroupBooking(CreateStaffBooking, kw_only=True, omit_defaults=True):
    """One booking of many: what one by itself is made with."""


class CreateStaffBookings(Body):
    """Bookings to be made at once, all or none."""

    bookings: list[GroupBooking]

    def arguments(self) -> dict[str, Any]:
        return {"bookings": as_json([_priced(msgspec.to_builtins(booking)) for booking in self.bookings])}


class AmendBooking(Body):
    """What shall be different; what is left out stays."""

    check_in: date | None = None
    check_out: date | None = None
    room_type_code: str | None = None
    adults: Count | None = None
    children: Count | None = None
    total_amount: Money | None = None

    def arguments(self) -> dict[str, Any]:
        return _priced(super().arguments())


def _priced(arguments: dict[str, Any]) -> dict[str, Any]:
    if "total_amount" in arguments:
        arguments["total_minor"] = minor_units(arguments.pop("total_amount"))
    return arguments


class DeclineBooking(Body):
    """Why a request is declined."""

    reason_code: str | None = None
    reason_note: str | None = None


class CancelBooking(Body):
    """Why a booking is cancelled."""

    reason: str | None = None


class OfGuest(Body):
    """A guest opens a booking with its token."""

    token: str | None = None

    def arguments(self) -> dict[str, Any]:
        # The token is always passed: its absence is the database's to refuse.
        arguments = super().arguments()
        return {"guest_token": arguments.pop("token", None)} | arguments


class CancelOwnBooking(OfGuest):
    """A guest cancels, and may say why."""

    reason: str | None = None


class OpenPaymentSession(Body):
    """Where the guest goes after paying, and after changing their mind."""

    success_url: str
    cancel_url: str


class UpdateCompanions(Body):
    """The companions, all of them: who is not listed leaves the party."""

    companions: list[Companion]

    def arguments(self) -> dict[str, Any]:
        return {"companions": as_json(self.companions)}


class AssignRoom(Body):
    """The room to hold. `assignment_notes` is an older client's name for `notes`."""

    room_id: Id
    notes: str | None = None
    assignment_notes: str | None = None
    upgrade_reason: str | None = None

    def arguments(self) -> dict[str, Any]:
        arguments = super().arguments()
        older = arguments.pop("assignment_notes", None)
        return arguments if older is None else {"notes": older} | arguments


class MoveRoom(Body):
    """Where the guests move, and why."""

    to_room_id: Id
    reason: str
    notes: str | None = None
    upgrade_reason: str | None = None


class SwapRooms(Body):
    """With whom to exchange rooms, and why."""

    other_booking_id: str
    reason: str


class CheckIn(Body):
    """`override_reason`: a supervisor lets the guest in outside the check-in window."""

    override_reason: str | None = None


class UndoCheckIn(Body):
    """Why a check-in is taken back."""

    reason: str


class CheckOut(Body):
    """`open_balance_note`: why a supervisor lets the guest leave without having paid."""

    open_balance_note: str | None = None


class ExtendStay(Body):
    """Until when, or for how many nights more: exactly one of them."""

    new_checkout_date: date | None = None
    add_nights: Count | None = None


class AcknowledgeOverstay(Body):
    """That an overstay is known, or with `dismiss` that it is none; `note` says what is done, or why."""

    note: str | None = None
    dismiss: bool = False


class RecordPropertyPayment(Body):
    """Money taken at the desk; `reference` of the receipt, so that it is not recorded twice."""

    amount: Money
    reference: str | None = None

    def arguments(self) -> dict[str, Any]:
        arguments = super().arguments()
        return {"amount_minor": minor_units(arguments.pop("amount"))} | arguments


class RecordPropertyRefund(RecordPropertyPayment):
    """Money given back at the desk; `reference` of the receipt, so that it is not recorded twice."""


class CheckOutRooms(Body):
    """Rooms whose guests leave."""

    room_ids: list[Id]


class SetRoomStatus(Body):
    """The status to bring a room to, and on whose behalf."""

    to_status: RoomStatus
    source: Source | None = None
    note: str | None = None


class OverrideRoomStatus(Body):
    """A manager's change of status; the note says why."""

    to_status: RoomStatus
    note: str | None = None


class MarkCleaned(Body):
    """What housekeeping has to say about the room."""

    notes: str | None = None


class RoomCount(msgspec.Struct, kw_only=True, omit_defaults=True):
    """How many people housekeeping found in a room."""

    room_number: Id
    persons: Annotated[int, Meta(ge=0, le=99)]
    note: str | None = None


class ReportDiscrepancies(Body):
    """Housekeeping's count, room by room."""

    counts: list[RoomCount]

    def arguments(self) -> dict[str, Any]:
        return {"counts": as_json(self.counts)}


class CloseDiscrepancy(Body):
    """What it was."""

    resolution: str


class InspectRoom(Body):
    """The outcome of an inspection; without a body it was not passed."""

    passed: bool | None = None
    notes: str | None = None


class MarkMaintenance(Body):
    """What is broken, and how urgent it is."""

    priority: Priority | None = None
    notes: str | None = None
