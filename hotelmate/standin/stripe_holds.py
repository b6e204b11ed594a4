"""What becomes of a PaymentIntent that holds money: captured, cancelled, or lapsed."""

from __future__ import annotations

from hotelmate.standin import stripe_charges as charges
from hotelmate.standin import stripe_form as form
from hotelmate.standin import stripe_money as money
from hotelmate.standin.stripe_books import Books, Object
from hotelmate.standin.stripe_errors import forbidden_now
from hotelmate.standin.stripe_form import Form

REASONS = ("duplicate", "fraudulent", "requested_by_customer", "abandoned")
CANCELABLE = ("requires_payment_method", "requires_capture", "requires_confirmation", "requires_action", "processing")


def expect(intent: Object, done: str, statuses: tuple[str, ...]) -> None:
    """Raises Refused (payment_intent_unexpected_state) for an intent in none of these states."""
    if intent["status"] in statuses:
        return
    if done == "captured" and intent["status"] == "succeeded":
        message = "This PaymentIntent could not be captured because it has already been captured."
    else:
        message = (
            f"This PaymentIntent could not be {done} because it has a status of {intent['status']}. Only a "
            f"PaymentIntent with one of the following statuses may be {done}: {', '.join(statuses)}."
        )
    raise forbidden_now(message, "payment_intent_unexpected_state", payment_intent=dict(intent))


def capture(books: Books, params: Form, name: str) -> Object:
    intent = books.find("payment_intent", name)
    expect(intent, "captured", ("requires_capture",))
    amount = form.integer(params, "amount_to_capture", intent["amount_capturable"])
    charge = books.find("charge", intent["latest_charge"])
    if books.now() >= (charges.held_until(charge) or 0):
        lapse(books, intent)
        message = "The charge cannot be captured as the authorization has expired."
        raise forbidden_now(message, "charge_expired_for_capture", charge=charge["id"], payment_intent=intent)
    if amount > intent["amount_capturable"]:
        message = f"The amount to capture is greater than the capturable amount ({intent['amount_capturable']})."
        raise forbidden_now(message, "amount_too_large", "amount_to_capture", payment_intent=intent)
    books.holds.discard(intent["id"])
    intent |= {"status": "succeeded", "amount_capturable": 0, "amount_received": amount}
    money.capture(books, charge, amount)
    _tell_session(books, intent)
    books.emit("charge.captured", charge)
    books.emit("payment_intent.succeeded", intent)
    return intent


def _tell_session(books: Books, intent: Object) -> None:
    """A session of a manual capture is paid when the money is taken."""
    session = books.objects.get(books.session_of.get(intent["id"], ""))
    if session is not None:
        session["payment_status"] = "paid"


def cancel(books: Books, params: Form, name: str) -> Object:
    intent = books.find("payment_intent", name)
    reason = form.choice(params, "cancellation_reason", REASONS)
    expect(intent, "canceled", CANCELABLE)
    return end(books, intent, reason)


def lapse(books: Books, intent: Object) -> None:
    """The bank lets the money go by itself."""
    end(books, intent, "automatic")


def end(books: Books, intent: Object, reason: str | None) -> Object:
    """Cancel an intent, and let go what it holds."""
    held = intent["amount_capturable"]
    intent |= {
        "status": "canceled",
        "amount_capturable": 0,
        "canceled_at": books.now(),
        "cancellation_reason": reason,
    }
    if held:
        books.holds.discard(intent["id"])
        charge = books.find("charge", intent["latest_charge"])
        lapsed = reason == "automatic"
        money.release(books, charge, held, "expired_uncaptured_charge" if lapsed else None)
        books.emit("charge.expired" if lapsed else "charge.refunded", charge)
    books.emit("payment_intent.canceled", intent)
    return intent
