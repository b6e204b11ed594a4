"""Faults of bookings: lifecycle, stay, identity."""

from __future__ import annotations

from hotelmate.prove.legacy_import_site import Site, fault

# --- B1 to B3: the lifecycle ---


@fault("B1")
def unknown_status(at: Site) -> None:
    """A status that does not exist."""
    at.refused(at.booking(status="CHECKED_IN"), "unreadable value (22P02)")


@fault("B1")
def in_house_as_a_status(at: Site) -> None:
    """IN_HOUSE as a status."""
    at.corrected(at.in_house(status="IN_HOUSE"), "STATUS_IN_HOUSE_IS_COMPUTED")


@fault("B1")
def in_house_and_never_arrived(at: Site) -> None:
    """IN_HOUSE without an arrival."""
    at.refused(at.booking(status="IN_HOUSE"), "IMPORT_IN_HOUSE_WITHOUT_ARRIVAL")


@fault("B2")
def expired_without_time(at: Site) -> None:
    """EXPIRED without expired_at."""
    at.refused(
        at.unpaid_past(status="EXPIRED", auto_expire_reason_code="APPROVAL_TIMEOUT"), "expired_says_when_and_why"
    )


@fault("B2")
def confirmed_and_expired(at: Site) -> None:
    """CONFIRMED with expired_at."""
    at.refused(at.booking(expired_at=at.world.now.isoformat()), "expired_says_when_and_why")


@fault("B2")
def expired_for_another_reason(at: Site) -> None:
    """EXPIRED for a reason that does not exist."""
    row = at.unpaid_past(status="EXPIRED", auto_expire_reason_code="TIRED")
    row["expired_at"] = row["updated_at"]
    at.refused(row, "expiry_reason_is_known")


@fault("B2 P4")
def expired_and_paid(at: Site) -> None:
    """EXPIRED and still holding the money."""
    row = at.booking(status="EXPIRED", auto_expire_reason_code="APPROVAL_TIMEOUT")
    row["expired_at"] = row["updated_at"]
    at.corrected(row, "MONEY_BACK_QUEUED")


@fault("B2 P1")
def expired_and_refunded_without_amount(at: Site) -> None:
    """EXPIRED and refunded, no amount written."""
    row = at.booking(status="EXPIRED", auto_expire_reason_code="APPROVAL_TIMEOUT")
    row |= {"expired_at": row["updated_at"], "refunded_at": row["updated_at"], "refund_reference": f"re_{row['id']}"}
    at.corrected(row, "REFUND_TAKEN_AS_FULL")


@fault("B2 P4")
def expired_and_authorized(at: Site) -> None:
    """EXPIRED and still authorised."""
    row = at.booking(status="EXPIRED", auto_expire_reason_code="APPROVAL_TIMEOUT", paid_at=None)
    row |= {"expired_at": row["updated_at"], "payment_authorized_at": row["created_at"]}
    at.corrected(row, "MONEY_BACK_QUEUED")


@fault("B3")
def cancelled_by_staff(at: Site) -> None:
    """CANCELLED without when, why and for how much, nothing paid."""
    at.corrected(
        at.unpaid(status="CANCELLED"),
        *("TIME_TAKEN_FROM_LAST_CHANGE", "CANCELLATION_REASON_MISSING", "NOTHING_PAID_NOTHING_CHARGED"),
    )


@fault("B3 P1")
def cancelled_and_paid_without_fee(at: Site) -> None:
    """CANCELLED and paid, the fee not written."""
    row = at.booking(status="CANCELLED", cancellation_reason="Ill")
    row["cancelled_at"] = row["updated_at"]
    at.refused(row, "IMPORT_CANCELLATION_FEE_UNKNOWN")


@fault("B3")
def confirmed_and_cancelled(at: Site) -> None:
    """CONFIRMED with cancelled_at."""
    row = at.booking(cancellation_reason="Ill", cancellation_fee=0)
    row["cancelled_at"] = row["updated_at"]
    at.refused(row, "cancelled_says_when_and_why")


@fault("B3")
def declined_by_nobody(at: Site) -> None:
    """DECLINED without a decision."""
    at.refused(at.unpaid(status="DECLINED", decline_reason_code="OTHER"), "declined_says_who_when_and_why")


@fault("B3")
def decided_by_nobody_known(at: Site) -> None:
    """A decision whose author has been deleted."""
    row = at.booking()
    row["decision_at"] = row["updated_at"]
    at.corrected(row, "NAME_NOT_KNOWN")


@fault("B3")
def decided_without_time(at: Site) -> None:
    """A decision without a time."""
    at.refused(at.booking(decision_by_id=at.hotel.staff[0]), "decision_says_who_and_when")


@fault("B3")
def no_show(at: Site) -> None:
    """NO_SHOW, of which nothing else is written."""
    at.corrected(at.booking(at.past, status="NO_SHOW"), "TIME_TAKEN_FROM_LAST_CHANGE", "NO_SHOW_CHARGED_BY_POLICY")


# --- B5, B6: the stay ---


@fault("B5")
def left_before_arriving(at: Site) -> None:
    """Checked out before checked in."""
    row = at.departed()
    row["checked_in_at"], row["checked_out_at"] = row["checked_out_at"], row["checked_in_at"]
    at.refused(row, "checked_out_is_after_checked_in")


@fault("B5")
def completed_and_not_left(at: Site) -> None:
    """COMPLETED without checked_out_at."""
    at.refused(at.half_gone(), "completed_is_checked_out")


@fault("B5")
def completed_and_never_arrived(at: Site) -> None:
    """COMPLETED without checked_in_at."""
    at.refused(at.departed(checked_in_at=None), "checked_out_was_checked_in")


@fault("B5")
def confirmed_and_left(at: Site) -> None:
    """CONFIRMED with checked_out_at."""
    at.refused(at.departed(status="CONFIRMED"), "completed_is_checked_out")


@fault("B5")
def cancelled_in_house(at: Site) -> None:
    """CANCELLED while in the house."""
    row = at.half_gone(status="CANCELLED", cancellation_reason="Ill", cancellation_fee=0)
    row["cancelled_at"] = row["updated_at"]
    at.refused(row, "in_house_is_confirmed")


@fault("B5")
def in_house_without_room(at: Site) -> None:
    """In the house without a room."""
    row = at.booking(at.past)
    row["checked_in_at"] = at.world.at(at.hotel, at.past, 15)
    at.refused(row, "in_house_booking_occupies_a_room")


@fault("B5")
def departed_without_room(at: Site) -> None:
    """COMPLETED without a room."""
    at.refused(at.departed(assigned_room_id=None), "departed_booking_had_a_room")


@fault("B6")
def no_night(at: Site) -> None:
    """Leaving on the day of arrival, or before."""
    at.refused(at.booking(check_out=at.future.isoformat()), "booking_has_a_night")


@fault("B6")
def no_adult(at: Site) -> None:
    """Nobody adult."""
    at.refused(at.booking(adults=0, children=1), "booking_has_an_adult")


@fault("B6")
def too_many_for_the_type(at: Site) -> None:
    """A party larger than the room type."""
    at.refused(at.booking(people=5), "party_fits_the_room_type")


# --- B7 to B9: identity ---


@fault("B7")
def seen_by_nobody(at: Site) -> None:
    """Seen at a time, by nobody."""
    row = at.booking()
    row["staff_seen_at"] = row["updated_at"]
    at.corrected(row, "NAME_NOT_KNOWN")


@fault("B7")
def seen_at_no_time(at: Site) -> None:
    """Seen by somebody, at no time."""
    at.refused(at.booking(staff_seen_by_id=at.hotel.staff[1]), "staff_seen_says_who_and_when")


@fault("B8")
def never_created(at: Site) -> None:
    """No time of creation."""
    at.refused(at.unpaid(created_at=None), "not_null created_at")


@fault("B9")
def number_twice(at: Site) -> None:
    """A booking number that another booking has."""
    first = at.booking()
    at.refused(at.later(booking_id=first["booking_id"]), "booking_hotel_id_number_key")


@fault("B9")
def confirmation_number_twice(at: Site) -> None:
    """A confirmation number that another booking has."""
    first = at.booking()
    at.refused(at.later(confirmation_number=first["confirmation_number"]), "booking_hotel_id_confirmation_number_key")


@fault("B9")
def number_of_the_fallback(at: Site) -> None:
    """A number of the old system's fallback form."""
    row = at.booking()
    row["booking_id"] = f"BK-2025-T{row['id']:06}"
    at.corrected(row, "NUMBER_GIVEN_ANEW")


@fault("B9")
def confirmation_number_of_the_fallback(at: Site) -> None:
    """A confirmation number of the old system's fallback form."""
    row = at.booking()
    row["confirmation_number"] = f"HAR-2025-T{row['id']:06}"
    at.corrected(row, "NUMBER_GIVEN_ANEW")


@fault("B9 A4")
def number_of_another_hotel(at: Site) -> None:
    """A number that begins like another hotel's."""
    row = at.booking()
    row["booking_id"] = f"BK-LAKESIDE-2025-{row['id']}"
    at.corrected(row, "NUMBER_GIVEN_ANEW")
