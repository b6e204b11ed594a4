"""What the database tells of its state, asked for when Prometheus asks. Which figures there are, the database says."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import psycopg
import structlog
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from psycopg.conninfo import make_conninfo
from psycopg.rows import class_row

PATIENCE = "-c statement_timeout=5s -c lock_timeout=1s"
FAMILIES = {"counter": CounterMetricFamily, "gauge": GaugeMetricFamily}

log = structlog.get_logger("listener.figures")


class Figure(NamedTuple):
    """A row of relay.figures()."""

    name: str
    kind: str
    help: str
    labels: dict[str, str] | None
    figure: float | None


class DatabaseFigures(Collector):
    """A session of its own, made when it is first asked for; one question at a time."""

    def __init__(self, database_url: str) -> None:
        self._conninfo = make_conninfo(
            database_url, application_name="hotelmate figures", options=PATIENCE, connect_timeout=3
        )
        self._connection: psycopg.Connection[Any] | None = None
        self._turn = threading.Lock()

    def describe(self) -> list[Metric]:
        """Nothing is asked before somebody scrapes."""
        return []

    def collect(self) -> Iterator[Metric]:
        with self._turn:
            figures = self._ask()
        is_up = GaugeMetricFamily(
            "hotelmate_database_up",
            "1 when the database answered; without it, nothing else of it.",
            value=bool(figures),
        )
        return iter([is_up, *families(figures)])

    def close(self) -> None:
        """End the session."""
        with self._turn:
            self._forget()

    def _ask(self) -> list[Figure]:
        was_connected = self._connection is not None
        try:
            return self._figures()
        except psycopg.Error as error:
            self._forget()
            if was_connected and isinstance(error, psycopg.OperationalError):
                return self._ask()  # the server was started anew since the last time
            log.warning("no figures of the database", error=type(error).__name__, sqlstate=error.sqlstate)
            return []

    def _figures(self) -> list[Figure]:
        if self._connection is None:
            self._connection = psycopg.connect(self._conninfo, autocommit=True)
        with self._connection.cursor(row_factory=class_row(Figure)) as cursor:
            return cursor.execute("select name, kind, help, labels, figure::float8 from relay.figures()").fetchall()

    def _forget(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def families(figures: list[Figure]) -> Iterator[Metric]:
    """What Prometheus calls a family, of each name."""
    for name, group in groupby(figures, key=attrgetter("name")):
        rows = list(group)
        labels = sorted(rows[0].labels or {})
        family = FAMILIES[rows[0].kind](name, rows[0].help, labels=labels)
        for row in rows:
            if row.labels is not None and row.figure is not None:
                family.add_metric([row.labels[label] for label in labels], row.figure)
        yield family
