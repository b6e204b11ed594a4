"""Each bench at a tiny size: everybody takes a turn and does what is counted. How fast is for a quiet machine."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest
from click.testing import CliRunner

import bench
from bench import api, api_driver, contest, growth, pgbench, relay, replay, transition, transition_stage
from bench.api_calls import READS, WRITES
from bench.contest import Contestant, Turn
from bench.growth_asks import Plan, slowest
from bench.pgbench import Run, percentile
from bench.transition_report import NAMES, report
from hotelmate.prove.result import Result

TARGET_MISSED = (", not ", "not under")
ROUND_TRIPS = {
    NAMES.python: 1,
    NAMES.python_rules: 10,
    NAMES.python_bare: 7,
    NAMES.approval: 1,
    NAMES.approval_rules: 15,
}


def quiet(_: str) -> None:
    """Progress that nobody reads."""


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two clients, a few rows, no warming up."""
    monkeypatch.setattr(pgbench, "WARM_UP", 0)
    monkeypatch.setattr(transition, "CROWD", 2)
    monkeypatch.setattr(transition_stage, "PER_SECOND", 5000)
    monkeypatch.setattr(api, "PER_SECOND", 5000)
    monkeypatch.setattr(relay, "CROWD", 2)


def only_targets_missed(result: Result) -> None:
    """A loaded machine may miss a target; nothing else may fall short."""
    assert [f for f in result.failures if not any(words in f for words in TARGET_MISSED)] == []


# --- the benches ---


def test_transitions_contend_and_every_call_is_a_change(small: None) -> None:
    result = transition.measure(quiet, rounds=1, seconds=1, scale=1, clients="2")
    only_targets_missed(result)
    rates = {name: figure["per_second"] for name, figure in result.figures.items() if isinstance(figure, dict)}
    assert {name.rsplit(", ", 1)[0] for name in rates} == set(vars(NAMES).values())
    assert min(rates.values()) > 0
    mixed = result.figures[f"{NAMES.fifty}, 2 clients"]
    assert isinstance(mixed, dict)
    assert set(mixed["mean_ms_of"]) == set(transition.ACTIONS)
    trips = {name: result.figures[f"{name}, 2 clients"]["round_trips"] for name in ROUND_TRIPS}  # type: ignore[index]
    assert trips == ROUND_TRIPS


def test_the_api_contends_with_its_functions(small: None) -> None:
    result = api.measure(quiet, rounds=1, seconds=1)
    only_targets_missed(result)
    assert set(result.figures) == {kind.__name__ for kind in (*WRITES, *READS)}
    for figure in result.figures.values():
        assert isinstance(figure, dict)
        assert figure["per_second"] > 0
        assert figure["function_per_second"] > 0


def test_the_relay_delivers_everything_in_every_state(small: None) -> None:
    result = relay.measure(quiet, rounds=1, seconds=1, rate=50, backlog=5000)
    only_targets_missed(result)
    assert int(str(result.figures["messages"])) > 20
    assert {f"writes, {state}" for state in (relay.SILENT, relay.UP, relay.BEHIND, relay.DOWN)} < set(result.figures)


def test_a_grown_database_has_no_contradiction_and_answers() -> None:
    result = growth.measure(quiet, rounds=1, sizes="400,800")
    only_targets_missed(result)
    assert len(result.figures) == 19
    for figure in result.figures.values():
        assert isinstance(figure, dict)
        assert set(figure["ms"]) == {"400", "800"}


def test_a_replay_is_reported_as_its_proof_says(monkeypatch: pytest.MonkeyPatch) -> None:
    rates = iter((100.0, 300.0, 200.0))

    def prove(*_: object) -> Result:
        rate = next(rates)
        return Result("", ("figure",), [(rate,)], {"transactions_per_second": rate}, ["broken"] if rate == 300 else [])

    monkeypatch.setattr("hotelmate.prove.replay.prove", prove)
    result = replay.measure(quiet, Path("file"), rounds=3)
    assert (result.rows, result.figures["rounds"], result.failures) == ([(200.0,)], [100.0, 300.0, 200.0], ["broken"])


# --- the judgement ---


def took_turns(name: str, rates: list[float], *, clients: int = 16, uncounted: int = 0) -> Contestant:
    turns = [Turn(Run(rate, [1.0], {"it": [1.0]}, 10, 0.0), 0.5, 0.1, {"flush": 1.0}, uncounted) for rate in rates]
    return Contestant(name, clients, "it", lambda: turns[0].run, turns=turns)


def test_ratios_are_of_rounds_and_their_median_counts() -> None:
    ours, theirs = took_turns("a", [10, 30, 80]), took_turns("b", [10, 20, 20])
    assert contest.times(ours, theirs) == 1.5  # of 1.0, 1.5 and 4.0; the medians' own would be 1.5 as well …
    ours, theirs = took_turns("a", [10, 30, 80]), took_turns("b", [5, 60, 40])
    assert contest.times(ours, theirs) == 2.0  # … but not here: 30 / 40


def test_a_missed_target_and_an_idle_call_are_failures() -> None:
    tpcb = took_turns(NAMES.tpcb, [100])
    assert report([tpcb, took_turns(NAMES.fifty, [100])], None).holds
    assert report([tpcb, took_turns(NAMES.fifty, [99])], None).failures == [
        f"{NAMES.fifty}, 16 clients: 0.99 × TPC-B, not 1.0 ×"
    ]
    assert report([tpcb, took_turns(NAMES.fifty, [100], uncounted=3)], None).failures == [
        f"{NAMES.fifty}, 16 clients: 3 calls changed nothing"
    ]
    slow = [took_turns(NAMES.slow_flush, [100], clients=1), took_turns(NAMES.slow_flush, [499])]
    assert report(slow, None).failures == [f"{NAMES.slow_flush}, 16 clients: 4.99 × one client, not 5.0 ×"]


def test_the_target_is_about_the_same_rules_and_the_bare_layer_stands_beside() -> None:
    rates = {NAMES.python: 300.0, NAMES.python_rules: 200.0, NAMES.python_bare: 400.0}
    result = report([took_turns(name, [rate]) for name, rate in rates.items()], None)
    assert result.failures == [f"{NAMES.python}, 16 clients: 1.5 × {NAMES.python_rules}, not 2.0 ×"]
    figure = result.figures[f"{NAMES.python}, 16 clients"]
    assert isinstance(figure, dict)
    assert (figure["times"], figure["times_others"]) == (1.5, {NAMES.python_bare: 0.75})
    assert [(row[4], row[5]) for row in result.rows] == [
        (NAMES.python_rules, "1.50"),
        (NAMES.python_bare, "0.75"),
        ("", ""),
        ("", ""),
    ]


def test_turns_are_counted_after_rows_are_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []

    def does(what: str, answer: Any = None) -> Callable[[], Any]:
        def do() -> Any:
            heard.append(what)
            return answer

        return do

    sampler = SimpleNamespace(
        start=does("sampled"), stop=does("sampled no more"), busy=None, driver=0.0, waits={"flush": 1.0}
    )
    monkeypatch.setattr(contest, "Sampler", lambda *_: sampler)
    run = Run(5.0, [1.0], {}, 10, 0.0)
    one = Contestant("one", 1, "it", does("ran", run), does("put back"), does("counted", 7))
    contest.hold([one], 1, "", quiet)
    assert heard == ["put back", "sampled", "ran", "sampled no more", "counted"]
    assert one.turns[0].uncounted == 3


def test_percentiles_and_sizes() -> None:
    assert [percentile([1, 2, 3, 4], share) for share in (0, 0.5, 0.99, 1)] == [1, 3, 4, 4]
    assert percentile([], 0.5) == 0
    assert [growth.bookings(size) for size in ("600", "10k", "1m")] == [600, 10_000, 1_000_000]


def test_the_slowest_statement_is_without_those_within_it() -> None:
    plans = [Plan(5, 2, "inner"), Plan(3, 2, "other"), Plan(10, 1, "outer"), Plan(4, 1, "beside"), Plan(15, 0, "call")]
    assert slowest(plans) == "inner"
    assert slowest([*plans[:2], Plan(20, 1, "outer"), *plans[3:4], Plan(25, 0, "call")]) == "outer"


def test_a_plan_is_shown_after_the_beginning_of_its_statement() -> None:
    text = "\n".join(["duration: 1 ms", *(f"line {n}" for n in range(50)), "Scan (cost=1)", *("->" for _ in range(60))])
    shown = growth.shortened(text).splitlines()
    assert shown[growth.QUERY_LINES] == "Scan (cost=1)"
    assert len(shown) == growth.QUERY_LINES + growth.PLAN_LINES


def test_an_answer_ends_where_it_says() -> None:
    assert api_driver.length(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\nServer: x") == 12
    assert api_driver.length(b"HTTP/1.1 200 OK\r\ncontent-length: 7") == 7


# --- the command ---


def test_the_command_lists_every_bench_and_each_has_its_help() -> None:
    listed = CliRunner().invoke(bench.command, []).output
    for name in bench.BENCHES:
        assert name in listed
        helped = CliRunner().invoke(bench.command, [name, "--help"])
        assert helped.exit_code == 0
        assert "--rounds" in helped.output
        assert "--json" in helped.output


@pytest.mark.parametrize("failures", [[], ["too slow, not fast"]])
def test_a_missed_target_is_an_exit_code(failures: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def measure(progress: Callable[[str], None], rounds: int = 3) -> Result:
        return Result("fast", ("what", "figure"), [("it", rounds)], {"it": rounds}, failures)

    monkeypatch.setitem(bench.BENCHES, "fake", "fast")
    monkeypatch.setitem(sys.modules, "bench.fake", SimpleNamespace(measure=measure, __doc__="fast"))
    done = CliRunner().invoke(bench.command, ["fake", "--rounds", "5", "--json"])
    assert done.exit_code == bool(failures)
    said = json.loads(done.output)
    assert said == {
        "bench": "fake",
        "claim": "fast",
        "holds": not failures,
        "seconds": 0.0,
        "figures": {"it": 5},
        "failures": failures,
    }
    printed = CliRunner().invoke(bench.command, ["fake"])
    assert printed.exit_code == bool(failures)
    *table, verdict = click.unstyle(printed.output).splitlines()
    assert table[:5] == ["", "fake: fast", "", "what  figure", "----  ------"]
    assert table[5:-1] == ["it         3", *(f"  ✗ {failure}" for failure in failures)]
    assert verdict == ("1 MISSED (0 s)" if failures else "NOTHING MISSED (0 s)")
