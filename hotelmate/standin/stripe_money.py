"""How money of a charge moves: to the balance, back to the card, or out of a hold.

Two ways of the real API that surprise: money that was only held and is let go (a cancelled intent, the rest of a
partial capture) is a refund object too, counts in `amount_refunded`, and has no balance transaction; and without a
capture method the balance transaction of a captured charge comes a moment later.
"""

from __future__ import annotations

from typing import Any

from hotelmate.standin.stripe_books import Books, Object


def capture(books: Books, charge: Object, amount: int, *, settled: bool = True) -> None:
    """Take the money, and let the rest go."""
    charge |= {"captured": True, "amount_captured": amount}
    books.move(charge["payment_intent"], "captured", amount, charge["id"])
    if settled:
        settle(books, charge)
    else:
        books.unsettled.add(charge["id"])
    if amount < charge["amount"]:
        release(books, charge, charge["amount"] - amount)


def settle(books: Books, charge: Object) -> None:
    """The money reaches the balance."""
    entry = balance(books, "charge", charge["amount_captured"], charge["currency"], charge["id"], with_fee=True)
    charge["balance_transaction"] = entry["id"]
    books.unsettled.discard(charge["id"])


def release(books: Books, charge: Object, amount: int, reason: str | None = None) -> None:
    """Let held money go. Nothing reaches any balance."""
    refund = add_refund(books, charge, amount, reason=reason, reached_balance=False)
    books.move(charge["payment_intent"], "released", amount, refund["id"])
    books.emit("refund.created", refund)


def add_refund(
    books: Books,
    charge: Object,
    amount: int,
    *,
    reason: str | None = None,
    metadata: dict[str, str] | None = None,
    reached_balance: bool = True,
) -> Object:
    """A refund object, counted on its charge."""
    refund = books.open(
        "re",
        amount=amount,
        balance_transaction=None,
        charge=charge["id"],
        currency=charge["currency"],
        destination_details={"card": {"type": "refund" if reached_balance else "reversal"}, "type": "card"},
        metadata=metadata or {},
        payment_intent=charge["payment_intent"],
        reason=reason,
        receipt_number=None,
        status="succeeded",
    )
    if reached_balance:
        entry = balance(books, "refund", -amount, charge["currency"], refund["id"])
        refund["balance_transaction"] = entry["id"]
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    return refund


def balance(books: Books, kind: str, amount: int, currency: str, source: str, *, with_fee: bool = False) -> Object:
    """A line of the balance; `amount` negative when money leaves."""
    fee = amount * 15 // 1000 + 25 if with_fee else 0
    details: list[dict[str, Any]] = [{"amount": fee, "currency": currency, "type": "stripe_fee"}] if fee else []
    return books.open(
        "txn",
        amount=amount,
        available_on=books.now() + 2 * 86400,
        currency=currency,
        description=None,
        exchange_rate=None,
        fee=fee,
        fee_details=details,
        net=amount - fee,
        reporting_category="dispute" if kind == "adjustment" else kind,
        source=source,
        status="pending",
        type=kind,
    )
