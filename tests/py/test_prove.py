"""`hotel prove`: which proofs there are, how they are run, what is said of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner, Result

from hotelmate import prove
from hotelmate.cli import main
from hotelmate.prove import races as race_proof
from hotelmate.prove.table import text_table
from tests.py.races.crowds import CROWDS
from tests.py.races.judge import GATES, SNAPSHOT_LEVELS
from tests.py.races.races import RACES

HOLDS = """
    from hotelmate.prove.result import Progress, Result

    def prove(progress: Progress, rounds: int = 2, loud: bool = False) -> Result:
        progress("counting")
        return Result("Two and two is four.", ("sum", "is"), [("2 + 2", 4)], {"rounds": rounds, "loud": loud})
"""
FALLS_SHORT = """
    from hotelmate.prove.result import Progress, Result

    def prove(progress: Progress) -> Result:
        return Result("Two and two is five.", ("sum", "is"), [("2 + 2", 4)], {"wrong": 1}, ["2 + 2 is 4"])
"""
NEEDS_A_FILE = """
    from pathlib import Path
    from hotelmate.prove.result import Progress, Result

    def prove(progress: Progress, file: Path, limit: int | None = None) -> Result:
        return Result("It can be read.", ("bytes",), [(len(file.read_bytes()),)], {"limit": limit})
"""
CANNOT_BE_IMPORTED = "raise RuntimeError('imported without need')"


@pytest.fixture
def proofs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest) -> Callable[..., None]:
    """Puts proofs, name → source, in the place of the real ones."""

    def put(**sources: str) -> None:
        for name, source in sources.items():
            (tmp_path / f"{name}.py").write_text(dedent(source))
            request.addfinalizer(partial(sys.modules.pop, f"hotelmate.prove.{name}", None))
        monkeypatch.setattr(prove, "__path__", [*prove.__path__, str(tmp_path)])
        monkeypatch.setattr(prove, "PROOFS", {name: f"About {name}." for name in (*sources, "not_written_yet")})

    return put


def hotel(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["prove", *arguments])


def test_lists_the_proofs_that_are_there_and_imports_none(proofs: Callable[..., None]) -> None:
    proofs(quick=HOLDS, broken=CANNOT_BE_IMPORTED)
    done = hotel()
    assert done.exit_code == 0
    assert "About quick." in done.output
    assert "About broken." in done.output
    assert "not_written_yet" not in done.output


def test_one_that_holds_has_passed(proofs: Callable[..., None]) -> None:
    proofs(holding=HOLDS)
    done = hotel("holding")
    assert done.exit_code == 0
    assert "Two and two is four." in done.stdout
    assert "2 + 2   4" in done.stdout
    assert "PASSED" in done.stdout
    assert "counting" in done.stderr
    assert "counting" not in done.stdout


def test_one_that_falls_short_says_how_and_fails(proofs: Callable[..., None]) -> None:
    proofs(failing=FALLS_SHORT)
    done = hotel("failing")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[-3:] == ["  ✗ 2 + 2 is 4", "", "FELL SHORT in 1 ways (0 s)"]
    assert "PASSED" not in done.stdout


def test_json_carries_figures_and_failures(proofs: Callable[..., None]) -> None:
    proofs(figures=HOLDS, failing_figures=FALLS_SHORT)
    held = json.loads(hotel("figures", "--rounds", "7", "--loud", "--json").stdout)
    assert (held["proof"], held["holds"], held["figures"]) == ("figures", True, {"rounds": 7, "loud": True})
    done = hotel("failing_figures", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["failures"] == ["2 + 2 is 4"]


def test_a_parameter_without_a_default_is_an_argument(proofs: Callable[..., None], tmp_path: Path) -> None:
    proofs(reading=NEEDS_A_FILE)
    file = tmp_path / "data.csv"
    file.write_text("12345")
    done = hotel("reading", str(file), "--json")
    assert json.loads(done.stdout)["figures"] == {"limit": None}
    assert hotel("reading").exit_code == 2
    assert "does not exist" in hotel("reading", str(tmp_path / "nowhere")).output


def test_all_runs_every_one_that_needs_nothing_and_says_which_does(proofs: Callable[..., None]) -> None:
    proofs(first_of_all=HOLDS, second_of_all=NEEDS_A_FILE, third_of_all=FALLS_SHORT)
    done = hotel("all")
    assert done.exit_code == 1
    assert "PASSED" in done.stdout
    assert "FELL SHORT" in done.stdout
    assert "second_of_all: not run, it needs FILE" in done.stderr


def test_an_unknown_name_is_refused() -> None:
    done = hotel("nothing")
    assert done.exit_code == 2
    assert "No such command 'nothing'" in done.output


def test_every_proof_that_is_there_can_be_called() -> None:
    for name in prove._present():
        assert hotel(name, "--help").exit_code == 0


def test_tables_put_numbers_to_the_right() -> None:
    assert text_table(("what", "count"), [("a", 1), ("bb", 12345)]).splitlines() == [
        "what   count",
        "----  ------",
        "a          1",
        "bb    12,345",
    ]


def test_races_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    [approvals] = [crowd for crowd in CROWDS if crowd.name == "approvals"]
    monkeypatch.setattr(race_proof, "RACES", [race for race in RACES if race.name == "approve / decline"])
    monkeypatch.setattr(race_proof, "CROWDS", [approvals])
    monkeypatch.setattr(race_proof, "evening", lambda seed: approvals)
    result = race_proof.prove(lambda line: None, rounds=1)
    assert result.failures == []
    meetings = 6 + 2 * len(GATES) + 8 * len(SNAPSHOT_LEVELS) + 1
    assert result.figures["meetings"] == meetings
    assert result.figures["winners"] == result.figures["losers"]
    assert result.rows[0][0] == "approve / decline"
    assert result.rows[1] == ("approvals", 16, 0, 1, 0, 0, 15, 0)
