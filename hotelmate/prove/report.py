"""How a proof or a bench is run as a command: its parameters, its run, and what is said of what came of it."""

from __future__ import annotations

import inspect
import json
import sys
import time
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from hotelmate.prove.result import Result
from hotelmate.prove.table import text_table

AS_JSON = click.Option(["--json", "as_json"], is_flag=True, help="Figures for machines.")


@dataclass(frozen=True)
class Words:
    """What figures call one of a kind, and the verdicts on it; `{}` stands for the number of failures."""

    kind: str
    holds: str
    falls_short: str


PROOF = Words("proof", "PASSED", "FELL SHORT in {} ways")
BENCH = Words("bench", "NOTHING MISSED", "{} MISSED")


@dataclass(frozen=True)
class Report:
    """The result of one run, and the seconds it took."""

    name: str
    result: Result
    seconds: float

    def figures(self, words: Words) -> dict[str, object]:
        """For machines: plain values only."""
        return {
            words.kind: self.name,
            "claim": self.result.claim,
            "holds": self.result.holds,
            "seconds": round(self.seconds, 1),
            "figures": self.result.figures,
            "failures": self.result.failures,
        }

    def show(self, words: Words) -> None:
        """For people: the table, every failure, the verdict."""
        click.echo(f"\n{self.name}: {self.result.claim}\n")
        click.echo(text_table(self.result.columns, self.result.rows))
        for failure in self.result.failures:
            click.secho(f"  ✗ {failure}", fg="red")
        verdict = words.holds if self.result.holds else words.falls_short.format(len(self.result.failures))
        colour = "green" if self.result.holds else "red"
        click.secho(f"\n{verdict} ({self.seconds:.0f} s)", fg=colour, bold=True)


def run(name: str, function: Callable[..., Result], /, **arguments: object) -> Report:
    """Call it, and time it; what it is doing goes to standard error."""
    started = time.monotonic()
    result = function(lambda line: click.echo(f"· {line}", err=True), **arguments)
    return Report(name, result, time.monotonic() - started)


def finish(reports: Sequence[Report], words: Words, as_json: bool) -> None:
    """Print them, and exit with 1 when one does not hold. As JSON one is an object, several are a list."""
    if as_json:
        figures = [report.figures(words) for report in reports]
        click.echo(json.dumps(figures[0] if len(figures) == 1 else figures, indent=2))
    else:
        for report in reports:
            report.show(words)
    if not all(report.result.holds for report in reports):
        sys.exit(1)


def parameters(function: Callable[..., Result]) -> list[click.Parameter]:
    """What it takes after `progress`, as the command line takes it: arguments, and options for what has a default."""
    hints = typing.get_type_hints(function)
    _, *own = inspect.signature(function).parameters.values()
    return [_parameter(parameter, hints[parameter.name]) for parameter in own]


def _parameter(parameter: inspect.Parameter, hint: Any) -> click.Parameter:
    kinds = [kind for kind in typing.get_args(hint) or (hint,) if kind is not type(None)]
    kind = click.Path(exists=True, path_type=Path) if kinds == [Path] else kinds[0]
    if parameter.default is inspect.Parameter.empty:
        return click.Argument([parameter.name], type=kind)
    option = f"--{parameter.name.replace('_', '-')}"
    if kind is bool:
        return click.Option([option, parameter.name], is_flag=True, default=parameter.default)
    return click.Option([option, parameter.name], type=kind, default=parameter.default, show_default=True)
