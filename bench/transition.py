"""A change of state: ours through the API's functions, pgbench's TPC-B, and the same rules in a service layer.

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

from bench.caller import Callers, callers, one_call, service_layer
from bench.contest import Contestant, hold
from bench.distance import distant, round_trip
from bench.pgbench import Run
from bench.transition_report import NAMES, report
from bench.transition_stage import FIFTY, ONE, SERVICE, TPCB, Rows, ServiceRows, Stage, stage_of
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
    """Rooms turned over by a crowd: by ours and by the service layer, with the same drivers."""
    rows, theirs = Rows(stage.release_url), ServiceRows(stage.urls[SERVICE])
    yield _ours(stage, NAMES.room, [ROOM], CROWD, FIFTY)
    yield _theirs(stage, NAMES.service, f"service_{ROOM}", FIFTY)
    yield _ours(stage, NAMES.room_of_one, [ROOM], CROWD, ONE)
    yield _theirs(stage, NAMES.service_of_one, f"service_{ROOM}", ONE)
    ours = partial(crew.run, one_call, stage.urls[RELEASE], CROWD, stage.seconds)
    yield Contestant(NAMES.python, CROWD, RELEASE, ours, rows.again, rows.done)
    layer = partial(crew.run, service_layer, stage.urls[SERVICE], CROWD, stage.seconds)
    yield Contestant(NAMES.python_service, CROWD, SERVICE, layer, theirs.again, theirs.done)


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
    yield _theirs(there, NAMES.far_service, f"service_{ROOM}", FIFTY)
    hot = _ours(there, NAMES.hot, [HOT_ROOM], CROWD, FIFTY)
    # Several may ask for the status it has by then: answered, but no change. Only changes count.
    yield replace(hot, run=partial(_changes_of, hot), done=None, turns=[])
    yield _theirs(there, NAMES.hot_service, f"service_{HOT_ROOM}", FIFTY)


def _changes_of(contestant: Contestant) -> Run:
    run = contestant.run()
    assert contestant.done
    return replace(run, per_second=run.per_second * contestant.done() / run.done)
