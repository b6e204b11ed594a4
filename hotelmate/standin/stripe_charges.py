"""One attempt to pay: the charge, and what the card's bank says to it."""

from __future__ import annotations

from hotelmate.standin.stripe_books import Books, Object
from hotelmate.standin.stripe_errors import DECLINES, missing

CARDS = {"pm_card_visa": ("visa", "4242"), "pm_card_mastercard": ("mastercard", "4444")}


def check_card(card: str) -> None:
    """Raises Refused for a payment method that is none of the test cards."""
    if card not in CARDS and card not in DECLINES:
        raise missing("PaymentMethod", card, "payment_method", 400)


def attempt(books: Books, intent: Object, card: str) -> Object:
    """The charge of an attempt, failed or authorised; nothing is captured yet."""
    code, decline, message = DECLINES.get(card, (None, None, None))
    brand, last4 = CARDS.get(card, ("visa", "0002"))
    held_until = None if code or intent["capture_method"] != "manual" else books.now() + books.hold_seconds
    charge = books.open(
        "ch",
        amount=intent["amount"],
        amount_captured=0,
        amount_refunded=0,
        balance_transaction=None,
        billing_details={"address": None, "email": intent["receipt_email"], "name": None, "phone": None},
        captured=False,
        currency=intent["currency"],
        customer=None,
        description=intent["description"],
        disputed=False,
        failure_code=code,
        failure_message=message,
        livemode=False,
        metadata=dict(intent["metadata"]),
        outcome=_outcome(decline),
        paid=code is None,
        payment_intent=intent["id"],
        payment_method=f"pm_{intent['id'][3:]}",
        payment_method_details={"card": _card(brand, last4, intent["amount"], held_until), "type": "card"},
        receipt_url=None,
        refunded=False,
        status="failed" if code else "succeeded",
    )
    if code is None:
        books.move(intent["id"], "authorized", charge["amount"], charge["id"])
    return charge


def _outcome(decline: str | None) -> Object:
    if decline is None:
        return {"network_status": "approved_by_network", "reason": None, "risk_level": "normal", "type": "authorized"}
    return {
        "network_status": "declined_by_network",
        "reason": decline,
        "risk_level": "normal",
        "type": "issuer_declined",
    }


def _card(brand: str, last4: str, amount: int, held_until: int | None) -> Object:
    card: Object = {
        "amount_authorized": amount,
        "brand": brand,
        "country": "US",
        "exp_month": 12,
        "exp_year": 2034,
        "funding": "credit",
        "last4": last4,
        "network": brand,
    }
    return card if held_until is None else card | {"capture_before": held_until}


def held_until(charge: Object) -> int | None:
    """When the bank lets the money go; None when nothing is held."""
    before = charge["payment_method_details"]["card"].get("capture_before")
    return None if before is None or charge["captured"] else int(before)
