"""Checkout Sessions: a page where a guest pays, good for one payment."""

from __future__ import annotations

from hotelmate.standin import stripe_form as form
from hotelmate.standin import stripe_holds as holds
from hotelmate.standin import stripe_intents as intents
from hotelmate.standin.stripe_books import Books, Object
from hotelmate.standin.stripe_errors import forbidden_now, invalid
from hotelmate.standin.stripe_form import Form

SHORTEST, LONGEST = 30 * 60, 24 * 3600
CHANGES_TOTAL = {"discounts", "allow_promotion_codes", "shipping_options", "automatic_tax", "optional_items"}
MODES = ("elements", "embedded_page", "form", "hosted_page")
TOLERANCE = 60  # seconds that a caller's clock, or its way to us, may take off the shortest time


def create(books: Books, params: Form, page: str) -> Object:
    """`page` is the address of the pages, without the session's id."""
    if form.choice(params, "mode", ("payment", "setup", "subscription")) != "payment":
        raise invalid("This stand-in knows Checkout Sessions of mode payment only.", "mode")
    if (
        form.choice(params, "ui_mode", ("elements", "embedded_page", "form", "hosted_page"), "hosted_page")
        != "hosted_page"
    ):
        raise invalid("This stand-in knows hosted pages only.", "ui_mode")
    for name in CHANGES_TOTAL & params.keys():
        raise invalid(f"This stand-in does not know {name}: it would change what is paid.", name)
    total, currency = _total(params)
    wanted = _intent_data(params)
    addresses = {name: form.url(params, name) for name in ("success_url", "cancel_url") if name in params}
    if "success_url" not in addresses:
        form.required(params, "success_url")
    session = books.open(
        "cs",
        test=True,
        amount_subtotal=total,
        amount_total=total,
        automatic_tax={"enabled": False, "liability": None, "provider": None, "status": None},
        cancel_url=addresses.get("cancel_url"),
        client_reference_id=params.get("client_reference_id"),
        currency=currency,
        customer=None,
        customer_creation="if_required",
        customer_details=None,
        customer_email=params.get("customer_email"),
        expires_at=_expiry(books, params),
        livemode=False,
        locale=params.get("locale"),
        metadata=form.metadata(params),
        mode="payment",
        payment_intent=None,
        payment_method_types=["card"],
        payment_status="unpaid",
        status="open",
        success_url=addresses["success_url"],
        total_details={"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        ui_mode="hosted_page",
    )
    session["url"] = f"{page}{session['id']}"
    books.wanted[session["id"]] = wanted
    books.titles[session["id"]] = ", ".join(line["price_data"]["product_data"]["name"] for line in params["line_items"])
    books.open_sessions.add(session["id"])
    return session


def _total(params: Form) -> tuple[int, str]:
    """Amount and currency of the line items."""
    lines = form.required(params, "line_items")
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        raise invalid("Invalid array", "line_items")
    total, currencies = 0, set()
    for number, line in enumerate(lines):
        price = line.get("price_data")
        if not isinstance(price, dict) or not isinstance(price.get("product_data"), dict):
            raise invalid(
                "Missing required param: price_data.", f"line_items[{number}][price_data]", "parameter_missing"
            )
        form.required(price["product_data"], "name")
        total += form.integer(price, "unit_amount", least=0) * form.integer(line, "quantity")
        currencies.add(form.currency(price))
    if len(currencies) != 1:
        raise invalid("All prices of a Checkout Session must have the same currency.", "line_items")
    if total < intents.LEAST_AMOUNT:
        raise invalid(
            "The Checkout Session's total amount must convert to at least 50 cents.", None, "amount_too_small"
        )
    return total, currencies.pop()


def _intent_data(params: Form) -> Form:
    """Fields of the intent to come, checked now. Raises Refused."""
    wanted = params.get("payment_intent_data", {})
    if not isinstance(wanted, dict):
        raise invalid("Invalid object", "payment_intent_data")
    form.choice(wanted, "capture_method", intents.CAPTURE_METHODS)
    form.metadata(wanted)
    return wanted


def _expiry(books: Books, params: Form) -> int:
    at = form.integer(params, "expires_at", books.now() + LONGEST)
    if at > books.now() + LONGEST:
        message = "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
        raise invalid(message, "expires_at")
    if at < books.now() + SHORTEST - TOLERANCE:
        message = "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
        raise invalid(message, "expires_at")
    return at


def retrieve(books: Books, _: Form, name: str) -> Object:
    return books.find("checkout.session", name)


def expire(books: Books, _: Form, name: str) -> Object:
    session = books.find("checkout.session", name)
    if session["status"] != "open":
        message = (
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of {session['status']}."
        )
        raise forbidden_now(message)
    return end(books, session)


def end(books: Books, session: Object) -> Object:
    """The time to pay is over; an attempt that failed is over with it."""
    books.open_sessions.discard(session["id"])
    session |= {"status": "expired", "url": None}
    intent = books.objects.get(session["payment_intent"] or "")
    if intent is not None:
        holds.end(books, intent, "automatic")
    books.emit("checkout.session.expired", session)
    return session
