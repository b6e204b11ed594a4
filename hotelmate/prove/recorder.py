"""A pytest plugin that writes down every assertion of a pgTAP run, one JSON object per line.

Loaded by hotelmate.prove.sql_suite with `-p`; it has no part in an ordinary test run.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--record", type=Path, help="File for one JSON line per assertion.")


def pytest_configure(config: pytest.Config) -> None:
    target: Path | None = config.getoption("record")
    if target is not None:
        config.pluginmanager.register(Recorder(target), "assertion-recorder")


class Recorder:
    """Writes {file, text, passed, error}; text is null for what pytest says about the file as a whole."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        is_assertion = isinstance(report, pytest.SubtestReport)
        if not is_assertion and (report.when != "call" and report.passed):
            return
        line = {
            "file": report.nodeid.split("::")[0],
            "text": report.context.msg if isinstance(report, pytest.SubtestReport) else None,
            "passed": report.passed,
            "error": report.longreprtext if report.failed else "",
        }
        with self.target.open("a") as out:
            out.write(json.dumps(line) + "\n")
