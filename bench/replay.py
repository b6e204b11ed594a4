"""Years of a real hotel's bookings as fast as they will go, beside TPC-B: `hotel prove replay`, once for each round."""

from __future__ import annotations

import statistics
from pathlib import Path

from hotelmate.prove import replay
from hotelmate.prove.result import Progress, Result

CLAIM = "A real hotel's years go by, and nothing contradicts anything."


def measure(progress: Progress, file: Path, rounds: int = 1, connections: int = 4) -> Result:
    """Replay FILE `rounds` times and report the median's figures; what fell short in any round is said."""
    results = [replay.prove(progress, file, connections) for _ in range(rounds)]
    rates = [float(str(result.figures["transactions_per_second"])) for result in results]
    middle = results[rates.index(statistics.median_low(rates))]
    failures = [failure for result in results for failure in result.failures]
    figures = {**middle.figures, "rounds": rates}
    return Result(CLAIM, middle.columns, middle.rows, figures, failures)
