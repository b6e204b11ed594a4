"""Refusals in Stripe's JSON shape: the library turns the status and `type` into its exception classes."""

from __future__ import annotations

from typing import Any

DECLINES = {  # test payment methods that are refused: code, decline_code, message
    "pm_card_chargeDeclined": ("card_declined", "generic_decline", "Your card was declined."),
    "pm_card_chargeDeclinedInsufficientFunds": (
        "card_declined",
        "insufficient_funds",
        "Your card has insufficient funds.",
    ),
    "pm_card_chargeDeclinedExpiredCard": ("expired_card", "expired_card", "Your card has expired."),
}


class Refused(Exception):
    """An answer that is no success. `executed` says whether the call got past its validation: then an idempotency
    key remembers the refusal."""

    def __init__(self, status: int, error: dict[str, Any], *, executed: bool, retry: bool | None = None) -> None:
        super().__init__(error.get("message"))
        self.status = status
        self.error = error
        self.executed = executed
        self.retry = retry  # the Stripe-Should-Retry header

    @property
    def answer(self) -> dict[str, Any]:
        return {"error": self.error}


def _error(kind: str, message: str, code: str | None, param: str | None, more: dict[str, Any]) -> dict[str, Any]:
    error: dict[str, Any] = {"message": message, "type": kind}
    if code is not None:
        error |= {"code": code, "doc_url": f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"}
    if param is not None:
        error["param"] = param
    return error | more


def invalid(message: str, param: str | None = None, code: str | None = None) -> Refused:
    """400 before anything ran: the request makes no sense."""
    return Refused(400, _error("invalid_request_error", message, code, param, {}), executed=False)


def forbidden_now(message: str, code: str | None = None, param: str | None = None, **more: Any) -> Refused:
    """400 because of the state of things."""
    return Refused(400, _error("invalid_request_error", message, code, param, more), executed=True)


def missing(noun: str, name: str, param: str = "id", status: int = 404) -> Refused:
    """An id that is nobody's: 404 in the path, 400 in a parameter."""
    error = _error("invalid_request_error", f"No such {noun}: '{name}'", "resource_missing", param, {})
    return Refused(status, error, executed=False)


def declined(code: str, decline_code: str, message: str, **more: Any) -> Refused:
    """402: the card's bank says no."""
    return Refused(
        402, _error("card_error", message, code, None, {"decline_code": decline_code, **more}), executed=True
    )


def unauthorised(key: str | None) -> Refused:
    """401: no key, or not ours."""
    if not key:
        message = (
            "You did not provide an API key. You need to provide your API key in the Authorization header, "
            "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
        )
    else:
        message = f"Invalid API Key provided: {key[:8]}{'*' * 12}{key[-4:]}"
    return Refused(401, _error("invalid_request_error", message, None, None, {}), executed=False)


def unknown_address(method: str, path: str) -> Refused:
    message = f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs."
    return Refused(404, _error("invalid_request_error", message, None, None, {}), executed=False)


def key_in_use(key: str) -> Refused:
    """409: the first request of this key is still running."""
    message = (
        "There is currently another in-progress request using this Idempotent Key (that probably means you submitted "
        f"twice, and the other request is still going through): {key}. Please try again later."
    )
    error = _error("idempotency_error", message, "idempotency_key_in_use", None, {})
    return Refused(409, error, executed=False, retry=True)


def key_misused(what: str, key: str) -> Refused:
    """400: the key was first used for another request."""
    message = (
        f"Keys for idempotent requests can only be used {what}. "
        f"Try using a key other than '{key}' if you meant to execute a different request."
    )
    return Refused(400, _error("idempotency_error", message, None, None, {}), executed=False)


def trouble(status: int, code: str | None = None) -> Refused:
    """429 or 5xx: Stripe's own trouble."""
    if status == 429:
        message = "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits."
        error = _error("invalid_request_error", message, code or "rate_limit", None, {})
    else:
        error = _error("api_error", "An unknown error occurred", code, None, {})
    return Refused(status, error, executed=False)
