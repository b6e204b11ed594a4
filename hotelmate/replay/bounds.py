"""What bounds a run: where its sessions and the machine spend their time, sampled while it lasts."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from pathlib import Path

import psycopg

EVERY = 0.05  # seconds between samples
AT_WORK = """
select
    case
        when a.wait_event is null then 'processor'
        when a.wait_event in ('WALSync', 'WALWrite') then 'flush'
        when a.wait_event_type = 'Lock' and a.wait_event = 'advisory' then 'log'
        when a.wait_event_type = 'Lock' then 'row'
        else 'other'
    end,
    count(*)
from pg_stat_activity as a
where a.datname = %s and a.backend_type = 'client backend' and a.state = 'active'
group by 1
"""
COMMITS = "select d.xact_commit from pg_stat_database as d where d.datname = %s"
PROCESSORS = Path("/proc/stat")


class Sampler:
    """Watches the sessions of `database` from another database of the same server, in a thread of its own.

    Once stopped: `waits`, shares of the sessions at work by what they wait for: a processor (or they have one), the
    flush to disk, their turn in the hotel's log, another's row; `driver`, this program's share of all processors;
    `busy`, everybody's share of them, None where the system does not say; `commits`, transactions that `database`
    committed meanwhile.
    """

    def __init__(self, admin_url: str, database: str) -> None:
        self._admin = psycopg.connect(admin_url, autocommit=True)
        self._database = database
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._seen: Counter[str] = Counter()

    def start(self) -> None:
        self._commits, self._cpu, self._ticks = self._committed(), time.process_time(), _ticks()
        self._started = time.monotonic()
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()
        processors = (time.monotonic() - self._started) * (os.cpu_count() or 1)
        self.driver = (time.process_time() - self._cpu) / processors
        self.busy = _busy(self._ticks, _ticks())
        self.commits = self._committed() - self._commits
        self.waits = {wait: count / self._seen.total() for wait, count in self._seen.most_common()}
        self._admin.close()

    def _watch(self) -> None:
        while not self._ended.wait(EVERY):
            self._seen.update(dict(self._admin.execute(AT_WORK, [self._database]).fetchall()))

    def _committed(self) -> int:
        row = self._admin.execute(COMMITS, [self._database]).fetchone()
        assert row is not None
        return int(row[0])


def _ticks() -> list[int]:
    """Ticks of all processors by what they did: user, nice, system, idle, waiting for a disk, …; empty if unknown."""
    return [int(word) for word in PROCESSORS.read_text().split("\n", 1)[0].split()[1:9]] if PROCESSORS.exists() else []


def _busy(before: list[int], after: list[int]) -> float | None:
    spent = [now - then for then, now in zip(before, after, strict=True)]
    return 1 - sum(spent[3:5]) / sum(spent) if sum(spent) else None
