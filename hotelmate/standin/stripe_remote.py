"""The hand on a local Stripe: its control addresses as methods."""

from __future__ import annotations

import time
from typing import Any

import httpx


class Remote:
    """The control addresses of a local Stripe; its methods answer their JSON. Raises httpx.HTTPStatusError."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._client = httpx.Client(base_url=f"{address}/_standin", timeout=30, trust_env=False)

    def _ask(self, method: str, path: str, said: dict[str, Any] | None = None) -> Any:
        answer = self._client.request(method, path, json=said)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def pay(self, session: str, card: str = "pm_card_visa") -> dict[str, Any]:
        """The guest pays at the page: {"paid", "session", "intent", "error"}."""
        return dict(self._ask("POST", "/pay", {"session": session, "card": card}))

    def open_dispute(self, intent: str, amount: int | None = None) -> dict[str, Any]:
        return dict(self._ask("POST", "/disputes", {"payment_intent": intent, "amount": amount}))

    def close_dispute(self, dispute: str, status: str) -> dict[str, Any]:
        """`status` is won or lost."""
        return dict(self._ask("POST", "/disputes/close", {"dispute": dispute, "status": status}))

    def set_clock(self, ahead: float) -> int:
        """Put its clock so many seconds ahead of the machine's; its time."""
        return int(self._ask("POST", "/clock", {"ahead": ahead})["now"])

    def fault(self, **values: Any) -> dict[str, Any]:
        """Trouble for the next calls; the fields of stripe_faults.Fault."""
        return dict(self._ask("POST", "/faults", values))

    def faults(self) -> list[dict[str, Any]]:
        return list(self._ask("GET", "/faults"))

    def clear_faults(self) -> None:
        self._ask("DELETE", "/faults")

    def deliver(self, **values: Any) -> dict[str, Any]:
        """Change how events are delivered; the fields of stripe_manner.Manner."""
        return dict(self._ask("POST", "/webhooks", values))

    def deliveries(self) -> dict[str, Any]:
        return dict(self._ask("GET", "/webhooks"))

    def resend(self, events: list[str] | None = None) -> int:
        """Deliver events again, without a list all that were never taken; how many."""
        return int(self._ask("POST", "/webhooks/resend", {"events": events})["sent"])

    def until_quiet(self, within: float = 30.0) -> None:
        """Wait until no event is under way. TimeoutError."""
        deadline = time.monotonic() + within
        while self.deliveries()["under_way"]:
            if time.monotonic() > deadline:
                raise TimeoutError(f"events are still under way after {within} s")
            time.sleep(0.05)

    def books(self) -> dict[str, Any]:
        """Intents with their sums, sessions, moves, keys and calls: see stripe_control."""
        return dict(self._ask("GET", "/books"))

    def events(self) -> list[dict[str, Any]]:
        """Every event, oldest first."""
        return list(self._ask("GET", "/events"))

    def reset(self) -> None:
        self._ask("POST", "/reset")

    def close(self) -> None:
        self._client.close()
