"""How a webhook is treated: where its events go, and how unreliably."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Manner:
    """How events are delivered. Shares are 0..1 of the events, times are seconds."""

    url: str | None = None  # None: nowhere; the events are listed only
    paused: bool = False  # what is due waits
    late: float = 0.0  # every event starts that much later
    shuffle: float = 0.0  # and up to that much later again, each its own
    twice: float = 0.0  # share that is delivered a second time although it was taken
    drop: float = 0.0  # share that is never sent
    parallel: int = 4  # deliveries at a time; with 1 and no shuffle they arrive in order
    retry_after: float = 0.5  # before the second attempt; doubles up to `retry_most`
    retry_most: float = 10.0
    attempts: int = 40  # then it is given up

    def __post_init__(self) -> None:
        """Raises ValueError for what could never happen."""
        if not all(0 <= share <= 1 for share in (self.twice, self.drop)):
            raise ValueError("twice and drop are shares, 0..1")
        if self.url is not None and not self.url.startswith(("http://", "https://")):
            raise ValueError("url is an http(s) address")
        if min(self.late, self.shuffle, self.retry_after, self.retry_most) < 0:
            raise ValueError("times are not negative")
        if self.parallel < 1 or self.attempts < 1:
            raise ValueError("parallel and attempts are at least 1")
