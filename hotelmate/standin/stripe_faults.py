"""Outages on demand: what the next calls meet, before they are carried out or (the dangerous way) after."""

from __future__ import annotations

import asyncio
import random
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from hotelmate.standin import stripe_errors as errors

ANSWERS = ("500", "502", "503", "429", "lock_timeout", "timeout", "reset", "slow", "card_declined")


class Silence(Exception):
    """No answer at all: the connection is cut after so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass
class Fault:
    """Trouble for calls of a kind: `kind` is a pattern such as payment_intent.capture, refund.* or *."""

    kind: str = "*"
    answer: str = "500"  # one of ANSWERS: a status, silence, a cut connection, a late answer, a bank that says no
    when: str = "before"  # "after": the call is carried out and its answer lost
    times: int | None = 1  # calls that it still meets; None: until cleared
    share: float = 1.0  # of the calls it could meet
    seconds: float = 30.0  # of silence (timeout) or of delay (slow)
    sticky: bool = False  # an answer 5xx after the work is what the idempotency key replays, as real Stripe may do
    hits: int = 0

    def __post_init__(self) -> None:
        """Raises ValueError for what could never happen."""
        if self.answer not in ANSWERS:
            raise ValueError(f"answer is one of {', '.join(ANSWERS)}")
        if self.when not in ("before", "after") or (self.answer == "card_declined" and self.when == "after"):
            raise ValueError("when is before or after; a bank declines before")
        if not 0 <= self.share <= 1 or self.seconds < 0 or (self.times is not None and self.times < 1):
            raise ValueError("share is 0..1, seconds are not negative, times at least 1")


@dataclass
class Faults:
    """What is set. The first fault that fits a call is the one it meets."""

    active: list[Fault] = field(default_factory=list)
    chance: random.Random = field(default_factory=random.Random)

    def set(self, **values: Any) -> Fault:
        """Add one; the fields of Fault. Raises ValueError or TypeError."""
        fault = Fault(**values)
        self.active.append(fault)
        return fault

    def clear(self) -> None:
        self.active.clear()

    def take(self, kind: str) -> Fault | None:
        """The trouble that this call meets."""
        for fault in self.active:
            if fault.times == 0 or not fnmatchcase(kind, fault.kind) or self.chance.random() >= fault.share:
                continue
            fault.hits += 1
            if fault.times is not None:
                fault.times -= 1
            return fault
        return None

    def listed(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self.active]


async def suffer(fault: Fault) -> None:
    """What a fault does to an answer. Raises Refused or Silence; returns late when it is only slow."""
    if fault.answer in ("timeout", "reset"):
        raise Silence(fault.seconds if fault.answer == "timeout" else 0)
    if fault.answer == "slow":
        await asyncio.sleep(fault.seconds)
    elif fault.answer == "lock_timeout":
        raise errors.trouble(429, "lock_timeout")
    else:
        raise errors.trouble(int(fault.answer))
