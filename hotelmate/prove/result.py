"""What a proof returns: a table for people, figures for machines, and whether the claim holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Result:
    """Outcome of one proof.

    `rows` are printed under `columns`; `figures` go out as JSON, plain values only;
    `failures` are sentences, one per way in which the claim fell short: none means it holds.
    """

    claim: str
    columns: tuple[str, ...]
    rows: list[tuple[object, ...]]
    figures: dict[str, object]
    failures: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.failures
