"""PaymentIntents: from the wish to be paid to a card that pays."""

from __future__ import annotations

from hotelmate.standin import stripe_charges as charges
from hotelmate.standin import stripe_form as form
from hotelmate.standin import stripe_money as money
from hotelmate.standin.stripe_books import Books, Object
from hotelmate.standin.stripe_errors import DECLINES, declined, forbidden_now, invalid
from hotelmate.standin.stripe_form import Form
from hotelmate.standin.stripe_holds import expect

LEAST_AMOUNT = 50
CAPTURE_METHODS = ("automatic", "automatic_async", "manual")
UNCONFIRMED = ("requires_payment_method", "requires_confirmation")


def create(books: Books, params: Form) -> Object:
    amount = form.integer(params, "amount")
    if amount < LEAST_AMOUNT:
        raise invalid("Amount must convert to at least 50 cents.", "amount", "amount_too_small")
    card = params.get("payment_method")
    if card is not None:
        charges.check_card(card)
    confirmed = form.flag(params, "confirm")
    intent = open_intent(books, params, amount, form.currency(params))
    intent |= {"payment_method": card, "status": UNCONFIRMED[card is not None]}
    books.emit("payment_intent.created", intent)
    return confirm(books, {}, intent["id"]) if confirmed else intent


def open_intent(books: Books, params: Form, amount: int, currency: str) -> Object:
    """A new intent. Raises Refused for fields it cannot have."""
    method = form.choice(params, "capture_method", CAPTURE_METHODS, "automatic_async")
    metadata = form.metadata(params)
    intent = books.open(
        "pi",
        amount=amount,
        amount_capturable=0,
        amount_details={"tip": {}},
        amount_received=0,
        automatic_payment_methods=None,
        canceled_at=None,
        cancellation_reason=None,
        capture_method=method,
        confirmation_method="automatic",
        currency=currency,
        customer=None,
        description=params.get("description"),
        last_payment_error=None,
        latest_charge=None,
        livemode=False,
        metadata=metadata,
        next_action=None,
        payment_method=None,
        payment_method_options={"card": {"request_three_d_secure": "automatic"}},
        payment_method_types=["card"],
        receipt_email=params.get("receipt_email"),
        status="requires_payment_method",
    )
    intent["client_secret"] = f"{intent['id']}_secret_{intent['id'][-8:]}"
    return intent


def retrieve(books: Books, _: Form, name: str) -> Object:
    return books.find("payment_intent", name)


def confirm(books: Books, params: Form, name: str) -> Object:
    intent = books.find("payment_intent", name)
    expect(intent, "confirmed", UNCONFIRMED)
    card = params.get("payment_method") or intent["payment_method"]
    if card is None:
        message = "You cannot confirm this PaymentIntent because it's missing a payment method."
        raise forbidden_now(message, "payment_intent_unexpected_state")
    charges.check_card(card)
    return pay(books, intent, card)


def pay(books: Books, intent: Object, card: str) -> Object:
    """Try a card. Raises Refused (402) when its bank declines; the attempt stays in the books."""
    charge = charges.attempt(books, intent, card)
    intent |= {"latest_charge": charge["id"], "last_payment_error": None, "payment_method": charge["payment_method"]}
    if card in DECLINES:
        _decline(books, intent, charge, card)
    if intent["capture_method"] == "manual":
        intent |= {"status": "requires_capture", "amount_capturable": charge["amount"]}
        books.holds.add(intent["id"])
        books.emit("charge.succeeded", charge)
        books.emit("payment_intent.amount_capturable_updated", intent)
    else:
        money.capture(books, charge, charge["amount"], settled=intent["capture_method"] == "automatic")
        intent |= {"status": "succeeded", "amount_received": charge["amount"]}
        books.emit("charge.succeeded", charge)
        books.emit("payment_intent.succeeded", intent)
    return intent


def _decline(books: Books, intent: Object, charge: Object, card: str) -> None:
    code, decline_code, message = DECLINES[card]
    refusal = declined(code, decline_code, message, charge=charge["id"])
    intent |= {"status": "requires_payment_method", "payment_method": None, "last_payment_error": refusal.error}
    books.emit("charge.failed", charge)
    books.emit("payment_intent.payment_failed", intent)
    refusal.error["payment_intent"] = {**intent, "last_payment_error": dict(refusal.error)}
    raise refusal
