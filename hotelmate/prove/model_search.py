"""Looking for a script that the database plays otherwise than the model, and making it as short as can be."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Flaky

from hotelmate.prove.model_house import Differs
from hotelmate.prove.model_play import Stage
from hotelmate.prove.model_scripts import Numbers, Play, compose, numbers

AGAIN = 3  # a meeting does not end the same way each time: then each script is tried so often


@dataclass(frozen=True)
class Found:
    """A script and what was wrong with how it went; `seed` draws it again."""

    play: Play
    message: str
    seed: str = ""


class Search:
    """Looks until the time is up; shrinks in so many tries, the first of them Hypothesis's, the others step by step."""

    def __init__(self, stage: Stage, until: float = 0.0, tries: int = 200) -> None:
        self.stage = stage
        self.until = until
        self.tries = tries
        self.found: Found | None = None
        self._drawn: Numbers | None = None
        self._times = 1
        self._tries_for_steps = 0

    def run(self, number: int, examples: int) -> Found | None:
        """What goes wrong of so many scripts of a seed, shrunk."""

        @seed(number)
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            print_blob=False,
        )
        @given(numbers())
        def goes_as_the_model_says(drawn: Numbers) -> None:
            self._try(drawn)

        try:
            goes_as_the_model_says()
        except AssertionError:
            assert self.found is not None  # what was raised is in it
        except Flaky:
            assert self.found is not None  # it went wrong once, and once is enough
        return self.shortened(self.found) if self.found else None

    def shortened(self, found: Found) -> Found:
        """Without every step that it goes wrong without."""
        is_shorter = True
        while is_shorter:
            is_shorter = False
            for play in shorter(found.play):
                if self.tries <= 0:
                    return found
                if shortened := self._goes_wrong(play):
                    found, is_shorter = Found(shortened.play, shortened.message, found.seed), True
                    break
        return found

    def _try(self, drawn: Numbers) -> None:
        """Play what was drawn. Raises AssertionError when it goes wrong, while there are tries left for Hypothesis."""
        if self.found is None and time.monotonic() > self.until:
            return
        if self.found is not None and self.tries <= self._tries_for_steps:
            if drawn == self._drawn:
                raise AssertionError(self.found.message)
            return
        if found := self._goes_wrong(compose(drawn)):
            if self.found is None:
                # Does it go wrong each time?
                self._times = 1 if self._goes_wrong(found.play) and self._goes_wrong(found.play) else AGAIN
                self._tries_for_steps = self.tries * 3 // 4
            self.found, self._drawn = found, drawn
            raise AssertionError(found.message)

    def _goes_wrong(self, play: Play) -> Found | None:
        """The script up to where it goes wrong, if it does."""
        for _ in range(self._times):
            self.tries -= self.found is not None or self.until == 0
            try:
                self.stage.play(play)
            except Differs as error:
                steps = play["steps"] if error.at is None else play["steps"][: error.at + 1]
                return Found(play | {"steps": steps}, str(error))
        return None


def shorter(play: Play) -> Iterator[Play]:
    """The script without some of its steps, first many, then one; without one of those that meet; one after another."""
    steps = play["steps"]
    some = len(steps) // 2
    while some:
        for nth in range(len(steps) - some, -1, -some):
            yield play | {"steps": steps[:nth] + steps[nth + some :]}
        some //= 2
    for nth, step in enumerate(steps):
        met = step.get("at_once", [])
        for one in range(len(met) if len(met) > 2 else 0):
            fewer = step | {"at_once": met[:one] + met[one + 1 :]}
            yield play | {"steps": [*steps[:nth], fewer, *steps[nth + 1 :]]}
        if met:
            yield play | {"steps": [*steps[:nth], *met, *steps[nth + 1 :]]}


def as_calls(play: Play) -> list[str]:
    """A script for people, a line each."""
    lines = [f"a hotel: {play['policy']}, {play['readiness']}"]
    for step in play["steps"]:
        if "at_once" in step:
            lines.append(f"at once ({step['gate']}): " + " | ".join(_as_call(one) for one in step["at_once"]))
        else:
            lines.append(_as_call(step))
    return lines


def _as_call(step: dict[str, Any]) -> str:
    arguments = ", ".join(f"{key}={value!r}" for key, value in step.items() if key not in ("do", "who"))
    return f"{step['do']}({arguments})" + (f" by {step['who']}" if "who" in step else "")
