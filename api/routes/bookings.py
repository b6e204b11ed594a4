"""Bookings, as staff work with them."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from api.answers import (
    AllowedAction,
    BookingDetail,
    BookingPage,
    BookingParty,
    Cancellation,
    ChangedBooking,
    Decision,
    NewStaffBooking,
    NoShow,
    PaidBooking,
    Seen,
)
from api.bodies import (
    AmendBooking,
    CancelBooking,
    CreateStaffBooking,
    DeclineBooking,
    RecordPropertyPayment,
    UpdateCompanions,
)
from api.caller import Reader, Staff
from api.operations import Answer, act, act_or_accept, create, read, replace

Page = Annotated[int, QueryParameter(ge=1, le=1_000_000)]
Statuses = Annotated[str | None, QueryParameter(description="One or more, separated by commas.")]

CAPTURING = "Approved; the booking is confirmed when its payment has been captured."


@read("/room-bookings/")
async def list_bookings(
    reader: NamedDependency[Reader],
    *,
    status: Statuses = None,
    bucket: FromQuery[str | None] = None,
    q: FromQuery[str | None] = None,
    page: Page = 1,
    page_size: Page = 20,
) -> Answer[BookingPage]:
    """List bookings, newest first."""
    wanted = status.split(",") if status else None
    return Answer(await reader.read("list_bookings", status=wanted, bucket=bucket, q=q, page=page, page_size=page_size))


@create("/room-bookings/")
async def create_staff_booking(
    staff: NamedDependency[Staff], data: JSONBody[CreateStaffBooking]
) -> Answer[NewStaffBooking]:
    """Book at the front desk: against payment, or with payment at the property."""
    return Answer(await staff.call("create_staff_booking", data))


@read("/room-bookings/{booking_id:str}/")
async def get_booking(reader: NamedDependency[Reader], booking_id: FromPath[str]) -> Answer[BookingDetail]:
    """Read one booking, with its guests and what may be done with it."""
    return Answer(await reader.read("get_booking", booking_id=booking_id))


@read("/room-bookings/{booking_id:str}/allowed-actions/")
async def allowed_actions(
    reader: NamedDependency[Reader], booking_id: FromPath[str]
) -> Answer[dict[str, AllowedAction]]:
    """Say what this caller may do with a booking now, and why not."""
    return Answer(await reader.read("allowed_actions", booking_id=booking_id))


@act("/room-bookings/{booking_id:str}/mark-seen/")
async def mark_booking_seen(staff: NamedDependency[Staff], booking_id: FromPath[str]) -> Answer[Seen]:
    """Mark a booking as seen; who saw it first stays for ever."""
    return Answer(await staff.call("mark_booking_seen", booking_id=booking_id))


@act_or_accept("/room-bookings/{booking_id:str}/approve/", Decision, CAPTURING)
async def approve_booking(staff: NamedDependency[Staff], booking_id: FromPath[str]) -> Answer[Decision]:
    """Approve a request."""
    return _approved(await staff.call("approve_booking", booking_id=booking_id))


@act_or_accept("/room-bookings/{booking_id:str}/confirm/", Decision, CAPTURING)
async def confirm_booking(staff: NamedDependency[Staff], booking_id: FromPath[str]) -> Answer[Decision]:
    """Approve a request, by the name older clients know."""
    return _approved(await staff.call("approve_booking", booking_id=booking_id))


@act("/room-bookings/{booking_id:str}/decline/")
async def decline_booking(
    staff: NamedDependency[Staff], booking_id: FromPath[str], data: JSONBody[DeclineBooking | None] = None
) -> Answer[Decision]:
    """Decline a request; its money goes back."""
    return Answer(await staff.call("decline_booking", data, booking_id=booking_id))


@act("/room-bookings/{booking_id:str}/cancel/")
async def cancel_booking(
    staff: NamedDependency[Staff], booking_id: FromPath[str], data: JSONBody[CancelBooking | None] = None
) -> Answer[Cancellation]:
    """Cancel a booking; fee and refund follow the policy it was made under."""
    return Answer(await staff.call("cancel_booking", data, booking_id=booking_id))


@act("/room-bookings/{booking_id:str}/no-show/")
async def mark_no_show(staff: NamedDependency[Staff], booking_id: FromPath[str]) -> Answer[NoShow]:
    """Record that the guest did not come."""
    return Answer(await staff.call("mark_no_show", booking_id=booking_id))


@act("/room-bookings/{booking_id:str}/amend/")
async def amend_booking(
    staff: NamedDependency[Staff], booking_id: FromPath[str], data: JSONBody[AmendBooking]
) -> Answer[ChangedBooking]:
    """Change dates, room type or party of a booking before arrival: all or nothing."""
    return Answer(await staff.call("amend_booking", data, booking_id=booking_id))


@act("/room-bookings/{booking_id:str}/property-payment/")
async def record_property_payment(
    staff: NamedDependency[Staff], booking_id: FromPath[str], data: JSONBody[RecordPropertyPayment]
) -> Answer[PaidBooking]:
    """Record money taken at the desk."""
    return Answer(await staff.call("record_property_payment", data, booking_id=booking_id))


@read("/room-bookings/{booking_id:str}/party/")
async def get_party(reader: NamedDependency[Reader], booking_id: FromPath[str]) -> Answer[BookingParty]:
    """Read a booking's party."""
    return Answer(await reader.read("get_party", booking_id=booking_id))


@replace("/room-bookings/{booking_id:str}/party/companions/")
async def update_companions(
    staff: NamedDependency[Staff], booking_id: FromPath[str], data: JSONBody[UpdateCompanions]
) -> Answer[BookingParty]:
    """Replace a party's companions before arrival."""
    return Answer(await staff.call("update_companions", data, booking_id=booking_id))


class _Status(msgspec.Struct):
    status: str


def _approved(answer: bytes) -> Answer[Decision]:
    """The one answer whose HTTP status depends on what it says."""
    is_capturing = msgspec.json.decode(answer, type=_Status).status == "capturing"
    return Answer(answer, status_code=202 if is_capturing else 200)


HANDLERS = [
    list_bookings,
    create_staff_booking,
    get_booking,
    allowed_actions,
    mark_booking_seen,
    approve_booking,
    confirm_booking,
    decline_booking,
    cancel_booking,
    mark_no_show,
    amend_booking,
    record_property_payment,
    get_party,
    update_companions,
]
