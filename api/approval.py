"""Approving a request over HTTP: the decision, then its capture, while the client waits for both."""

from __future__ import annotations

import msgspec

from api.caller import Staff
from api.cashdesk import BUSY
from api.decision_answers import Decision
from api.errors import PAYMENT_FAILED
from api.operations import Answer
from api.problems import Refused


class _Decided(msgspec.Struct):
    """What the answer to a decision and a booking have in common, as the database wrote it."""

    booking_id: str
    status: str
    paid_at: str | None
    decision_at: str | None
    decline_reason_code: str | None
    decline_reason_note: str | None


class _Decision(msgspec.Struct):
    status: str
    booking_id: str
    message: str
    reason_code: str | None
    reason_note: str | None
    booking: _Decided


async def approved(staff: Staff, booking_id: str) -> Answer[Decision]:
    """200 confirmed, 202 while the capture is under way. Raises Refused (402) when the provider refuses it."""
    answer = await staff.call("approve_booking", booking_id=booking_id)
    decision = msgspec.json.decode(answer, type=_Decision)
    if decision.status != "capturing":
        return Answer(answer)
    recorded = await staff.settle(booking_id)
    try:
        decision.booking = msgspec.json.decode(await staff.read("get_booking", booking_id=booking_id), type=_Decided)
    except BUSY:
        return Answer(answer, status_code=202)  # the decision is committed; how it ends will be seen in the booking
    if decision.booking.decision_at is not None:
        if decision.booking.status == "PENDING_APPROVAL":
            return Answer(answer, status_code=202)
        if decision.booking.decline_reason_code is None:  # whatever has become of it since, if this comes much later
            decision.status, decision.message = "approved", "Booking approved"
            return Answer(msgspec.json.encode(decision))
    why = next((one.message for one in recorded if one.status == "FAILED" and one.message), PAYMENT_FAILED.message)
    raise Refused(PAYMENT_FAILED._replace(message=why.partition(": ")[2] or why))  # the provider's "code: sentence"
