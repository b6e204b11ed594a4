"""Figures of this process of the API, as Prometheus reads them. What the database knows, the listener tells.

Requests only add to numbers, all in one thread; a scrape, in another, makes of the numbers what is asked for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from api.trace import Trace

SECONDS = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)
EDGES = (*map(str, SECONDS), "+Inf")


class Times:
    """How long an operation took."""

    __slots__ = ("by_edge", "total")

    def __init__(self) -> None:
        self.by_edge = [0] * len(EDGES)
        self.total = 0.0

    def add(self, seconds: float) -> None:
        """One time more."""
        self.by_edge[bisect_left(SECONDS, seconds)] += 1
        self.total += seconds

    def buckets(self) -> list[tuple[str, float]]:
        """As Prometheus wants them: how many took at most so long."""
        return list(zip(EDGES, accumulate(self.by_edge), strict=True))


class Metrics(Collector):
    """Told of every request. Names of operations and codes are ours, so there is an end to them."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.registry.register(self)
        self._times: defaultdict[str, Times] = defaultdict(Times)
        self._answers: Counter[tuple[str, int | None]] = Counter()
        self._refusals: Counter[str] = Counter()
        self._under_way = 0

    def begins(self) -> None:
        """A request came."""
        self._under_way += 1

    def ends(self, operation: str, trace: Trace, seconds: float) -> None:
        """It was answered, or given up."""
        self._under_way -= 1
        self._times[operation].add(seconds)
        self._answers[operation, trace.status] += 1
        if trace.code is not None:
            self._refusals[trace.code] += 1

    def watch_pool(self, stats: Callable[[], Mapping[str, int]]) -> None:
        """Tell of the pool whose statistics (psycopg_pool's get_stats) these are."""
        self.registry.register(_Pool(stats))

    def collect(self) -> Iterator[Metric]:
        seconds = HistogramMetricFamily(
            "hotelmate_api_request_seconds",
            "How long a request took, from its first byte to the end of its answer.",
            labels=["operation"],
        )
        for operation, times in self._times.copy().items():
            seconds.add_metric([operation], times.buckets(), times.total)
        answers = CounterMetricFamily("hotelmate_api_answers", "Answers by status.", labels=["operation", "status"])
        for (operation, status), number in self._answers.copy().items():
            answers.add_metric([operation, str(status or "none")], number)
        refusals = CounterMetricFamily(
            "hotelmate_api_refusals", "Refusals by the code of the rule (db/ERRORS.md).", labels=["code"]
        )
        for code, number in self._refusals.copy().items():
            refusals.add_metric([code], number)
        under_way = GaugeMetricFamily(
            "hotelmate_api_requests_under_way", "Requests being handled now.", value=self._under_way
        )
        return iter([seconds, answers, refusals, under_way])


class _Pool(Collector):
    """Read when it is asked for, so that it costs requests nothing."""

    def __init__(self, stats: Callable[[], Mapping[str, int]]) -> None:
        self._stats = stats

    def collect(self) -> Iterator[Metric]:
        stats = self._stats()
        size, free = stats.get("pool_size", 0), stats.get("pool_available", 0)
        connections = GaugeMetricFamily(
            "hotelmate_api_pool_connections", "Connections to the database.", labels=["state"]
        )
        connections.add_metric(["in_use"], size - free)
        connections.add_metric(["free"], free)
        yield connections
        yield GaugeMetricFamily(
            "hotelmate_api_pool_max_connections", "As many there may be.", value=stats.get("pool_max", 0)
        )
        yield GaugeMetricFamily(
            "hotelmate_api_pool_waiting", "Requests that wait for a connection.", value=stats.get("requests_waiting", 0)
        )
        yield CounterMetricFamily(
            "hotelmate_api_pool_wait_seconds",
            "Time that requests have waited for a connection.",
            value=stats.get("requests_wait_ms", 0) / 1000,
        )
        yield CounterMetricFamily(
            "hotelmate_api_pool_refused",
            "Requests for which no connection became free in time.",
            value=stats.get("requests_errors", 0),
        )
