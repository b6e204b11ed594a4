"""A change of state: ours through the API's functions, pgbench's TPC-B, and service layers in Python.

Ours is approvals, arrivals and rooms turned over, any of them in turn (--action for one alone), over fifty hotels and
over one. Rows are made ready untimed before each turn. Everybody takes turns, --rounds of them; a turn counts for
--seconds, after a second to warm up. --ratio-only leaves out all but ours and TPC-B.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial

import psycopg

from bench.caller import Callers, callers, round_trips
from bench.contest import Contestant, hold
from bench.distance import distant, round_trip
from bench.pgbench import Run
from bench.transition_report import NAMES, report
from bench.transition_stage import FIFTY, ONE, RULES, SERVICE, TPCB, Rows, ServiceRows, Stage, stage_of
from bench.turns import Turn, approval_by_rules, bare_room, our_approval, our_room, room_by_rules
from hotelmate.prove.ground import RELEASE
from hotelmate.prove.result import Progress, Result

ACTIONS = ("approve_booking", "check_in", "set_room_status")
ROOM, HOT_ROOM = "set_room_status", "set_hot_room_status"
START = {"approved": 0, "arrived": 0, "turned": 0}
CROWD = 16
SLOW_FLUSH = {"commit_delay": 1000, "commit_siblings": 0}  # µs; as a disk that takes a millisecond


def measure(
    progress: Progress,
    *,
    rounds: int = 3,
    seconds: int = 2,
    scale: int = 50,
    clients: str = "1,4,16",
    action: str = "",
    ratio_only: bool = False,
) -> Result:
    """Let them contend. `clients`: how many there are of ours and of TPC-B; `action`: one of ACTIONS alone;
    `ratio_only`: ours against TPC-B, and nothing else."""
    actions = (action,) if action else ACTIONS
    with ExitStack() as undo:
        crew = None if ratio_only else undo.enter_context(callers(CROWD))
        stage = undo.enter_context(stage_of(seconds, scale, progress))
        contestants = [*_against_tpcb(stage, actions, [int(n) for n in clients.split(",")])]
        apart = None
        if crew is not None:
            far = {name: undo.enter_context(distant(url)) for name, url in stage.urls.items()}
            apart = round_trip(far[RELEASE])
            contestants += _against_service(stage, crew)
            contestants += _slow_flush(stage)
            contestants += _far_away(stage, far)
        hold(contestants, rounds, stage.admin_url, progress)
    return report(contestants, apart)


def _ours(stage: Stage, name: str, scripts: Sequence[str], clients: int, where: Mapping[str, int]) -> Contestant:
    rows = Rows(stage.release_url)
    driver = stage.pgbench(RELEASE)
    variables = {**START, **where}
    run = partial(driver.run, scripts, clients, stage.seconds, variables)
    return Contestant(name, clients, RELEASE, run, rows.again, rows.done)


def _theirs(stage: Stage, name: str, script: str, where: Mapping[str, int]) -> Contestant:
    rows = ServiceRows(stage.cluster.url(database=SERVICE))
    driver = stage.pgbench(SERVICE)
    variables = {**START, **where}
    run = partial(driver.run, [script], CROWD, stage.seconds, variables)
    return Contestant(name, CROWD, SERVICE, run, rows.again, rows.done)


def _against_tpcb(stage: Stage, actions: Sequence[str], counts: Sequence[int]) -> Iterator[Contestant]:
    tpcb = stage.pgbench(TPCB)
    for clients in counts:
        yield Contestant(NAMES.tpcb, clients, TPCB, partial(tpcb.run, [], clients, stage.seconds, {}))
        yield _ours(stage, NAMES.fifty, actions, clients, FIFTY)
        yield _ours(stage, NAMES.one, actions, clients, ONE)


def _against_service(stage: Stage, crew: Callers) -> Iterator[Contestant]:
    """Changes by a crowd: ours and the service layers', each pair with the same driver."""
    yield _ours(stage, NAMES.room, [ROOM], CROWD, FIFTY)
    yield _theirs(stage, NAMES.bare, f"service_{ROOM}", FIFTY)
    yield _ours(stage, NAMES.room_of_one, [ROOM], CROWD, ONE)
    yield _theirs(stage, NAMES.bare_of_one, f"service_{ROOM}", ONE)
    ours, plain = Rows(stage.release_url), Rows(stage.urls[RULES])
    for name, turn, database, rows in (
        (NAMES.python, our_room, RELEASE, ours),
        (NAMES.python_rules, room_by_rules, RULES, plain),
        (NAMES.python_bare, bare_room, SERVICE, ServiceRows(stage.urls[SERVICE])),
        (NAMES.approval, our_approval, RELEASE, ours),
        (NAMES.approval_rules, approval_by_rules, RULES, plain),
    ):
        yield _by_python(stage, crew, turn, name=name, database=database, rows=rows)


def _by_python(
    stage: Stage, crew: Callers, turn: Turn, *, name: str, database: str, rows: Rows | ServiceRows
) -> Contestant:
    rows.again()
    trips = round_trips(turn, stage.urls[database])
    run = partial(crew.run, turn, stage.urls[database], CROWD, stage.seconds)
    return Contestant(name, CROWD, database, run, rows.again, rows.done, trips)


def _slow_flush(stage: Stage) -> Iterator[Contestant]:
    for clients in (1, CROWD):
        usual = _ours(stage, NAMES.slow_flush, [ROOM], clients, FIFTY)
        yield replace(usual, run=partial(_with_slow_flush, stage, usual), turns=[])


def _with_slow_flush(stage: Stage, usual: Contestant) -> Run:
    """A run whose every flush takes a millisecond more."""
    with psycopg.connect(stage.admin_url, autocommit=True) as conn:
        for setting, value in SLOW_FLUSH.items():
            conn.execute(f"alter database {RELEASE} set {setting} = {value}".encode())
        try:
            return usual.run()
        finally:
            for setting in SLOW_FLUSH:
                conn.execute(f"alter database {RELEASE} reset {setting}".encode())


def _far_away(stage: Stage, far: Mapping[str, str]) -> Iterator[Contestant]:
    """From two milliseconds away: rooms of fifty hotels, and one room that everybody wants."""
    there = replace(stage, urls=dict(far))
    yield _ours(there, NAMES.far, [ROOM], CROWD, FIFTY)
    yield _theirs(there, NAMES.far_bare, f"service_{ROOM}", FIFTY)
    hot = _ours(there, NAMES.hot, [HOT_ROOM], CROWD, FIFTY)
    # Several may ask for the status it has by then: answered, but no change. Only changes count.
    yield replace(hot, run=partial(_changes_of, hot), done=None, turns=[])
    yield _theirs(there, NAMES.hot_bare, f"service_{HOT_ROOM}", FIFTY)


def _changes_of(contestant: Contestant) -> Run:
    run = contestant.run()
    assert contestant.done
    return replace(run, per_second=run.per_second * contestant.done() / run.done)
