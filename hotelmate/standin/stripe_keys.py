"""Idempotency keys as Stripe has them: what a key did once, it answers for a day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from hotelmate.standin.stripe_errors import invalid, key_in_use, key_misused

LIFE = 24 * 3600
LONGEST_KEY = 255


@dataclass
class Kept:
    """A key's first request, and what it came to: `answer` is its status and body once it was carried out."""

    key: str
    path: str
    form: dict[str, Any]
    at: int
    request: str
    running: bool = True
    answer: tuple[int, str] | None = None
    replays: int = 0


@dataclass
class Keys:
    """All keys. A request that was not carried out leaves none behind."""

    kept: dict[str, Kept] = field(default_factory=dict)

    @contextmanager
    def hold(self, key: str, path: str, form: dict[str, Any], now: int, request: str) -> Iterator[Kept]:
        """A key while its request runs. Raises Refused for a key that is used otherwise, or right now."""
        if len(key) > LONGEST_KEY:
            raise invalid(f"Idempotency keys are up to {LONGEST_KEY} characters long.")
        kept = self.kept.get(key)
        if kept is None or now - kept.at > LIFE:
            kept = self.kept[key] = Kept(key, path, form, now, request)
        elif kept.running:
            raise key_in_use(key)
        elif kept.path != path:
            raise key_misused(f"for the same endpoint they were first used for ('{kept.path}' vs '{path}')", key)
        elif kept.form != form:
            raise key_misused("with the same parameters they were first used with", key)
        else:
            kept.running = True
            kept.replays += 1
        try:
            yield kept
        finally:
            kept.running = False
            if kept.answer is None:
                del self.kept[key]

    def listed(self) -> list[dict[str, Any]]:
        """For judges: every key with its path, status and how often it was asked again."""
        return [
            {"key": k.key, "path": k.path, "status": k.answer[0] if k.answer else None, "replays": k.replays}
            for k in self.kept.values()
        ]
