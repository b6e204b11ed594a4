"""Bookings, as staff work with them."""

from __future__ import annotations

from typing import Annotated

from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, JSONBody, QueryParameter
from psycopg.types.json import Jsonb

from api.approval import approved
from api.bodies import (
    AmendBooking,
    CancelBooking,
    CreateStaffBooking,
    CreateStaffBookings,
    DeclineBooking,
    RecordPropertyPayment,
    RecordPropertyRefund,
    UpdateCompanions,
)
from api.booking_answers import AllowedAction, BookingDetail, BookingPage, BookingParty, ChangedBooking
from api.caller import Reader, Staff
from api.decision_answers import (
    Cancellation,
    CancellationPreview,
    Decision,
    NewStaffBooking,
    NewStaffBookings,
    NoShow,
    Seen,
    SentLink,
)
from api.filters import booking_filters
from api.operations import Answer, Made, act, act_or_accept, create, create_readable, read, replace
from api.payment_answers import PaidBooking, RefundedBooking

Page = Annotated[int, QueryParameter(ge=1, le=1_000_000)]
Ordering = Annotated[
    str | None,
    QueryParameter(
        required=False,
        description="check_in, check_out, created_at, updated_at, booking_id, status or total_amount, with a minus "
        "for descending; -created_at when left out.",
    ),
]
Counts = Annotated[bool, QueryParameter(description="Whether bucket_counts are wanted.")]

CAPTURING = "Approved; the booking is confirmed when its payment has been captured."


@read("/room-bookings/", dependencies={"filters": Provide(booking_filters, sync_to_thread=False)})
async def list_bookings(
    reader: NamedDependency[Reader],
    filters: NamedDependency[Jsonb],
    *,
    ordering: Ordering = None,
    page: Page = 1,
    page_size: Page = 20,
    include_counts: Counts = True,
) -> Answer[BookingPage]:
    """List bookings, newest first, and count them by bucket."""
    wanted = {"filters": filters, "ordering": ordering, "include_counts": include_counts}
    return Answer(await reader.read("list_bookings", **wanted, page=page, page_size=page_size))


@create_readable("/room-bookings/")
async def create_staff_booking(
    staff: NamedDependency[Staff], data: JSONBody[CreateStaffBooking]
) -> Answer[NewStaffBooking]:
    """Book at the front desk: against payment, or with payment at the property."""
    return Made(await staff.call("create_staff_booking", data), staff.at("room-bookings/{booking_id}/"))


@create("/room-bookings/bulk/")
async def create_staff_bookings(
    staff: NamedDependency[Staff], data: JSONBody[CreateStaffBookings]
) -> Answer[NewStaffBookings]:
    """Make many bookings at the front desk: all or none."""
    return Answer(await staff.call("create_staff_bookings", data))


@act("/room-bookings/{booking_id:str}/send-precheckin-link/")
async def send_precheckin_link(staff: NamedDependency[Staff], booking_id: FromPath[str]) -> Answer[SentLink]:
    """Have a pre-check-in link sent to the guest; an earlier one stops working."""
    return Answer(await staff.call("send_precheckin_link", booking_id=booking_id))


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
    return await approved(staff, booking_id)


@act_or_accept("/room-bookings/{booking_id:str}/confirm/", Decision, CAPTURING)
async def confirm_booking(staff: NamedDependency[Staff], booking_id: FromPath[str]) -> Answer[Decision]:
    """Approve a request, by the name older clients know."""
    return await approved(staff, booking_id)


@act("/room-bookings/{booking_id:str}/decline/")
async def decline_booking(
    staff: NamedDependency[Staff], booking_id: FromPath[str], data: JSONBody[DeclineBooking | None] = None
) -> Answer[Decision]:
    """Decline a request; its money goes back."""
    return Answer(await staff.decide("decline_booking", data, booking_id=booking_id))


@act("/room-bookings/{booking_id:str}/cancel/")
async def cancel_booking(
    staff: NamedDependency[Staff], booking_id: FromPath[str], data: JSONBody[CancelBooking | None] = None
) -> Answer[Cancellation]:
    """Cancel a booking; fee and refund follow the policy it was made under."""
    return Answer(await staff.decide("cancel_booking", data, booking_id=booking_id))


@read("/room-bookings/{booking_id:str}/cancel/")
async def preview_cancellation(
    reader: NamedDependency[Reader], booking_id: FromPath[str]
) -> Answer[CancellationPreview]:
    """Say what cancelling a booking now would cost the guest."""
    return Answer(await reader.read("preview_cancellation", booking_id=booking_id))


@act("/room-bookings/{booking_id:str}/no-show/")
async def mark_no_show(staff: NamedDependency[Staff], booking_id: FromPath[str]) -> Answer[NoShow]:
    """Record that the guest did not come."""
    return Answer(await staff.decide("mark_no_show", booking_id=booking_id))


@act("/room-bookings/{booking_id:str}/amend/")
async def amend_booking(
    staff: NamedDependency[Staff], booking_id: FromPath[str], data: JSONBody[AmendBooking]
) -> Answer[ChangedBooking]:
    """Change dates, room type or party of a booking before arrival: all or nothing."""
    return Answer(await staff.decide("amend_booking", data, booking_id=booking_id))


@act("/room-bookings/{booking_id:str}/property-payment/")
async def record_property_payment(
    staff: NamedDependency[Staff], booking_id: FromPath[str], data: JSONBody[RecordPropertyPayment]
) -> Answer[PaidBooking]:
    """Record money taken at the desk."""
    return Answer(await staff.call("record_property_payment", data, booking_id=booking_id))


@act("/room-bookings/{booking_id:str}/property-refund/")
async def record_property_refund(
    staff: NamedDependency[Staff], booking_id: FromPath[str], data: JSONBody[RecordPropertyRefund]
) -> Answer[RefundedBooking]:
    """Record money given back at the desk."""
    return Answer(await staff.call("record_property_refund", data, booking_id=booking_id))


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


HANDLERS = [
    list_bookings,
    create_staff_booking,
    create_staff_bookings,
    send_precheckin_link,
    get_booking,
    allowed_actions,
    mark_booking_seen,
    approve_booking,
    confirm_booking,
    decline_booking,
    cancel_booking,
    preview_cancellation,
    mark_no_show,
    amend_booking,
    record_property_payment,
    record_property_refund,
    get_party,
    update_companions,
]
