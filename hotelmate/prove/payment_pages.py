"""The page that a booking is paid on, in proofs without an API before it: asked for, made and kept as the API does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import psycopg

from hotelmate.prove.hotels import call
from hotelmate.standin import stripe_sessions
from hotelmate.standin.stripe_books import Books, Object

PAGES = {"success_url": "https://hotel.example/paid", "cancel_url": "https://hotel.example/back"}
AT = "http://127.0.0.1/pay/"  # where pages of a provider without an address are

Session = psycopg.Connection[Any]  # as the API's role


def wanted_page(api: Session, hotel: str, booking: str) -> dict[str, Any] | None:
    """What the provider is to be asked for; None when there is nothing to pay, or a page already. psycopg.Error."""
    opened = call(api, "open_payment_session", hotel=hotel, booking_id=booking, **PAGES)
    request: dict[str, Any] | None = opened["request"]
    return request


def keep_page(api: Session, hotel: str, session: str, page: Object) -> None:
    """Note the page that the provider made for a session of ours. psycopg.Error."""
    call(
        *(api, "keep_payment_session"),
        hotel=hotel,
        session=session,
        reference=page["id"],
        payment_url=page["url"],
        expires_at=datetime.fromtimestamp(page["expires_at"], UTC),
    )


def made_page(api: Session, books: Books, hotel: str, booking: str) -> Object | None:
    """A page made by a provider who is no more than his books; None where none is wanted. psycopg.Error."""
    wanted = wanted_page(api, hotel, booking)
    if wanted is None:
        return None
    page = stripe_sessions.create(books, _form(wanted), AT)
    keep_page(api, hotel, wanted["session"], page)
    return page


def _form(wanted: dict[str, Any]) -> dict[str, Any]:
    """What the provider is asked for, as it arrives there."""
    price = {
        "currency": wanted["currency"].lower(),
        "unit_amount": str(wanted["amount_minor"]),
        "product_data": {"name": wanted["description"]},
    }
    return {
        "mode": "payment",
        "line_items": [{"price_data": price, "quantity": "1"}],
        "payment_intent_data": {
            "capture_method": wanted["capture_method"].lower(),
            "metadata": wanted["metadata"],
        },
        "metadata": wanted["metadata"],
        "customer_email": wanted["customer_email"],
        "success_url": wanted["success_url"],
        "cancel_url": wanted["cancel_url"],
        "expires_at": str(int(datetime.fromisoformat(wanted["expires_at"]).timestamp())),
    }
