"""How long to wait before trying again."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass
class Backoff:
    """Doubles with every failure up to `cap` seconds; a random part of it, so that many do not come back at once."""

    base: float = 0.1
    cap: float = 5.0
    failures: int = 0

    def failed(self) -> float:
        """Count a failure; seconds to wait, between half and the whole of the doubled time."""
        delay = min(self.cap, self.base * 2.0 ** min(self.failures, 30))
        self.failures += 1
        return delay * random.uniform(0.5, 1.0)

    def succeeded(self) -> None:
        self.failures = 0
