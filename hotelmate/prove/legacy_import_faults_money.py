"""Faults of money: of what a status needs, and of what was paid and given back."""

from __future__ import annotations

from hotelmate.prove.legacy_import_site import Site, fault

# --- B4: money before status ---


@fault("B4")
def paid_hold(at: Site) -> None:
    """PENDING_PAYMENT with paid_at."""
    row = at.booking(status="PENDING_PAYMENT")
    row["expires_at"] = row["updated_at"]
    at.refused(row, "pending_payment_has_nothing_authorized")


@fault("B4")
def hold_without_end(at: Site) -> None:
    """PENDING_PAYMENT without expires_at."""
    at.corrected(at.unpaid(status="PENDING_PAYMENT"), "HOLD_END_COMPUTED")


@fault("B4")
def unpaid_request(at: Site) -> None:
    """PENDING_APPROVAL without paid_at."""
    at.refused(at.unpaid(status="PENDING_APPROVAL"), "pending_approval_is_authorized_or_free")


@fault("B4")
def request_without_deadline(at: Site) -> None:
    """PENDING_APPROVAL without a deadline."""
    at.corrected(at.booking(status="PENDING_APPROVAL"), "APPROVAL_DEADLINE_COMPUTED")


@fault("B4")
def confirmed_unpaid(at: Site) -> None:
    """CONFIRMED without paid_at, no provider."""
    at.corrected(at.unpaid(), "UNPAID_PAYS_AT_PROPERTY")


@fault("B4")
def confirmed_with_an_intent_alone(at: Site) -> None:
    """CONFIRMED with a payment intent and without paid_at."""
    at.corrected(at.booking(paid_at=None), "UNPAID_PAYS_AT_PROPERTY", "VERIFY_QUEUED")


@fault("B4")
def left_unpaid(at: Site) -> None:
    """COMPLETED without paid_at."""
    row = at.departed()
    at.corrected(at.world.unpaid(row), "UNPAID_LEFT_WITH_OPEN_BALANCE")


@fault("B4")
def paid_for_nothing(at: Site) -> None:
    """Paid, for a total of nothing."""
    row = at.booking(total_amount=0, payment_provider=None, payment_intent_id=None, payment_reference=None)
    at.corrected(row, "PAID_FOR_NOTHING")


# --- P: money ---


@fault("P1")
def negative_total(at: Site) -> None:
    """A negative total."""
    at.refused(at.booking(total_amount=-109), "booking_total_is_not_negative")


@fault("P1")
def fraction_of_a_cent(at: Site) -> None:
    """A fraction of a cent."""
    at.refused(at.booking(total_amount=109.125), "IMPORT_AMOUNT_HAS_FRACTIONS")


@fault("P1")
def fee_above_total(at: Site) -> None:
    """A cancellation fee above the total."""
    row = at.unpaid(status="CANCELLED", cancellation_reason="Ill", cancellation_fee=9999)
    row["cancelled_at"] = row["updated_at"]
    at.refused(row, "cancellation_fee_is_within_the_total")


@fault("P1")
def refunded_more_than_paid(at: Site) -> None:
    """More refunded than was paid."""
    at.refused(at.cancelled(refund_amount=5000), "refunded_is_within_captured")


@fault("P1")
def refunded_less_than_nothing(at: Site) -> None:
    """A negative refund."""
    at.refused(at.cancelled(refund_amount=-5), "ledger_amount_is_positive")


@fault("P1")
def refunded_unknown_amount(at: Site) -> None:
    """CANCELLED and refunded, no amount written."""
    at.refused(at.cancelled(refund_amount=None), "IMPORT_REFUND_HAS_NO_AMOUNT")


@fault("P1")
def unknown_currency(at: Site) -> None:
    """A currency that is none."""
    at.refused(at.booking(currency="euro"), "booking_currency_is_iso")


@fault("P1")
def paid_under_no_intent(at: Site) -> None:
    """Paid to the provider under no payment intent."""
    at.refused(at.booking(payment_intent_id=None), "IMPORT_PAYMENT_HAS_NO_REFERENCE")


@fault("P2")
def intent_of_two(at: Site) -> None:
    """A payment intent that another booking has."""
    first = at.booking()
    at.refused(at.later(payment_intent_id=first["payment_intent_id"]), "payment_hotel_id_provider_reference_key")


@fault("P4")
def cancelled_and_not_refunded(at: Site) -> None:
    """CANCELLED, paid above the fee and not refunded."""
    row = at.cancelled(refund_amount=None, refund_processed_at=None, refund_reference=None)
    at.corrected(row, "MONEY_BACK_QUEUED")


@fault("P4")
def cancelled_and_not_refunded_at_the_desk(at: Site) -> None:
    """CANCELLED, paid at the desk above the fee and not refunded."""
    row = at.cancelled(refund_amount=None, refund_processed_at=None, refund_reference=None)
    row |= {"payment_provider": None, "payment_intent_id": None, "payment_reference": None}
    at.corrected(row, "MONEY_DUE_AT_DESK")
