"""Money that goes back: refunds that we ask for, disputes that a cardholder opens."""

from __future__ import annotations

from hotelmate.standin import stripe_form as form
from hotelmate.standin import stripe_money as money
from hotelmate.standin.stripe_books import Books, Object
from hotelmate.standin.stripe_errors import forbidden_now, invalid
from hotelmate.standin.stripe_form import Form

REASONS = ("duplicate", "fraudulent", "requested_by_customer")
UNDECIDED = ("needs_response", "under_review")
DISPUTE_FEE = 1500


def create(books: Books, params: Form) -> Object:
    charge = _charge(books, params)
    reason = form.choice(params, "reason", REASONS)
    metadata = form.metadata(params)
    left = charge["amount"] - charge["amount_refunded"]
    amount = form.integer(params, "amount", left, least=1 if left else 0)
    _check(books, charge, amount, left)
    before = {name: charge[name] for name in ("amount_refunded", "refunded")}
    refund = money.add_refund(books, charge, amount, reason=reason, metadata=metadata)
    books.move(charge["payment_intent"], "refunded", amount, refund["id"])
    books.emit("refund.created", refund)
    books.emit("charge.refunded", charge, {name: was for name, was in before.items() if charge[name] != was})
    refund["destination_details"]["card"] |= {
        "reference": bank_reference(refund["id"]),
        "reference_status": "available",
        "reference_type": "acquirer_reference_number",
    }
    books.emit("refund.updated", refund, {"destination_details": {"card": {"type": "refund"}, "type": "card"}})
    return refund


def bank_reference(name: str) -> str:
    """A number for the bank's papers, made from an id."""
    return str(int.from_bytes(name.encode()[-8:], "big"))


def _charge(books: Books, params: Form) -> Object:
    """The charge that a refund is of. Raises Refused."""
    if ("charge" in params) == ("payment_intent" in params):
        raise invalid("One of the following params should be provided: payment_intent or charge.")
    if "charge" in params:
        charge = books.find("charge", params["charge"], "charge")
    else:
        intent = books.find("payment_intent", params["payment_intent"], "payment_intent")
        charge = books.objects.get(intent["latest_charge"] or "", {"captured": False})
    if not charge["captured"]:
        name = params.get("payment_intent") or charge["payment_intent"]
        raise forbidden_now(f"This PaymentIntent ({name}) does not have a successful charge to refund.")
    return charge


def _check(books: Books, charge: Object, amount: int, left: int) -> None:
    """Raises Refused for a refund that the charge cannot give."""
    lost_or_open = [d for d in books.all("dispute", charge=charge["id"]) if d["status"] != "won"]
    if lost_or_open:
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise forbidden_now(message, "charge_disputed", charge=charge["id"])
    if left == 0:
        message = f"Charge {charge['id']} has already been refunded."
        raise forbidden_now(message, "charge_already_refunded", charge=charge["id"])
    if amount > left:
        unit = charge["currency"].upper()
        message = f"Refund amount ({amount} {unit}) is greater than unrefunded amount on charge ({left} {unit})"
        raise forbidden_now(message, None, "amount", charge=charge["id"])  # no code, as the real one


def retrieve(books: Books, _: Form, name: str) -> Object:
    return books.find("refund", name)


def retrieve_dispute(books: Books, _: Form, name: str) -> Object:
    return books.find("dispute", name)


def open_dispute(books: Books, name: str, amount: int | None = None, reason: str = "fraudulent") -> Object:
    """The cardholder disputes an intent's charge; the bank takes the money back at once. Raises Refused."""
    intent = books.find("payment_intent", name)
    charge = books.objects.get(intent["latest_charge"] or "", {"captured": False})
    if not charge["captured"]:
        raise forbidden_now("Nothing was captured, so there is nothing to dispute.")
    amount = charge["amount"] - charge["amount_refunded"] if amount is None else amount
    dispute = books.open(
        "du",
        amount=amount,
        balance_transactions=[],
        charge=charge["id"],
        currency=charge["currency"],
        enhanced_eligibility_types=[],
        evidence={},
        evidence_details={
            "due_by": books.now() + 7 * 86400,
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        is_charge_refundable=False,
        livemode=False,
        metadata={},
        payment_intent=name,
        payment_method_details={"card": {"brand": "visa", "case_type": "chargeback"}, "type": "card"},
        reason=reason,
        status="needs_response",
    )
    charge["disputed"] = True
    books.move(name, "disputed", amount, dispute["id"])
    dispute["balance_transactions"].append(_line(books, dispute, -amount, DISPUTE_FEE))
    books.emit("charge.dispute.created", dispute)
    books.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def close_dispute(books: Books, name: str, status: str) -> Object:
    """The bank decides: won or lost. Raises Refused."""
    dispute = books.find("dispute", name)
    if status not in ("won", "lost"):
        raise invalid("A dispute is won or lost.", "status")
    if dispute["status"] not in UNDECIDED:
        raise forbidden_now(f"This dispute is {dispute['status']} already.")
    dispute |= {"status": status, "is_charge_refundable": status == "won"}
    if status == "won":
        books.move(dispute["payment_intent"], "reinstated", dispute["amount"], name)
        dispute["balance_transactions"].append(_line(books, dispute, dispute["amount"], 0))
        books.emit("charge.dispute.funds_reinstated", dispute)
    books.emit("charge.dispute.closed", dispute)
    return dispute


def _line(books: Books, dispute: Object, amount: int, fee: int) -> Object:
    line = money.balance(books, "adjustment", amount, dispute["currency"], dispute["id"])
    return line | {"fee": fee, "net": amount - fee}
