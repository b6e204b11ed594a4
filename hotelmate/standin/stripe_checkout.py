"""The guest at the page of a Checkout Session."""

from __future__ import annotations

from typing import Any

from hotelmate.standin import stripe_intents as intents
from hotelmate.standin import stripe_sessions as sessions
from hotelmate.standin.stripe_books import Books, Object
from hotelmate.standin.stripe_charges import check_card
from hotelmate.standin.stripe_errors import forbidden_now


def pay(books: Books, name: str, card: str) -> Object:
    """The guest pays at the page; the session. Raises Refused when it is over (400) or the card is declined (402)."""
    session = books.find("checkout.session", name)
    if session["status"] == "open" and books.now() >= session["expires_at"]:
        sessions.end(books, session)
    if session["status"] != "open":
        raise forbidden_now(f"This Checkout Session is {session['status']}: nothing can be paid with it any more.")
    check_card(card)
    intent = _intent(books, session)
    intents.pay(books, intent, card)
    books.open_sessions.discard(session["id"])
    details: dict[str, Any] = {"email": session["customer_email"], "name": None, "phone": None, "address": None}
    session |= {
        "status": "complete",
        "url": None,
        "customer_details": details,
        "payment_status": "paid" if intent["amount_received"] else "unpaid",
    }
    books.emit("checkout.session.completed", session)
    return session


def _intent(books: Books, session: Object) -> Object:
    """The session's intent; it comes to be with the first attempt."""
    if session["payment_intent"] is not None:
        return books.find("payment_intent", session["payment_intent"])
    wanted = {"receipt_email": session["customer_email"], **books.wanted.pop(session["id"])}
    intent = intents.open_intent(books, wanted, session["amount_total"], session["currency"])
    session["payment_intent"] = intent["id"]
    books.session_of[intent["id"]] = session["id"]
    books.emit("payment_intent.created", intent)
    return intent
