"""pgTAP files: every `.sql` file in a folder of its own, run in one transaction that is rolled back.

The folder names the function, the file the behaviour: `approve_booking/refuses_expired.sql`. Files in `_helpers` are
no tests: they are run once, in order, before the first one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pytest_pgtap.plugin import PgTapFile, PgTapItem
from pytest_pgtap.plugin.core import report_tap

from db.apply import explain
from tests.postgres import TestServer

HERE = Path(__file__).parent
HELPERS = HERE / "_helpers"
VENDORED_PGTAP = HERE.parent / "vendor" / "pgtap.sql"
DATABASE = "hm_pgtap"
TAP = re.compile(r"ok\b|not ok\b|1\.\.\d|#|Bail out!")  # how a row of a test begins


@pytest.fixture(scope="session")
def pgtap_connection(server: TestServer, template: str) -> Iterator[psycopg.Connection[Any]]:
    """The administrator's connection every pgTAP file runs on."""
    server.create_database(DATABASE, template)
    with psycopg.connect(server.url(DATABASE)) as conn:
        _install_pgtap(conn)
        for helper in sorted(HELPERS.rglob("*.sql")):
            conn.execute(helper.read_bytes())
        conn.commit()
        yield conn


def _install_pgtap(conn: psycopg.Connection[Any]) -> None:
    """pgTAP and the body checker as extensions where they are installed; else pgTAP as the SQL it is."""
    available = {name for (name,) in conn.execute("select name from pg_available_extensions")}
    if "plpgsql_check" in available:
        conn.execute("create extension plpgsql_check schema public")
    if "pgtap" in available:
        conn.execute("create extension pgtap schema public")
    else:
        conn.execute(VENDORED_PGTAP.read_bytes())


class SqlTest(PgTapItem):
    """A pgTAP file as one test. It must clean up behind itself; its errors are told in PostgreSQL's words."""

    def runtest(self) -> None:
        lines = [line.strip().lower() for line in self.path.read_text().splitlines()]
        if "begin;" not in lines or [line for line in lines if line][-1:] != ["rollback;"]:
            pytest.fail("a pgTAP file starts with `begin;` and ends with `rollback;`", pytrace=False)
        rows = self._request.getfixturevalue("_pgtap_runner").run(self.path.read_text())
        # Helpers answer, too; some of that the parser would take for a plan.
        report_tap(self, [row for row in rows if isinstance(row, str) and TAP.match(row)], self.path.name)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, psycopg.Error):
            return explain(excinfo.value, self.path.relative_to(HERE).as_posix(), self.path.read_text())
        return super().repr_failure(excinfo, style)


class SqlTestFile(PgTapFile):
    """A file, named after the function it is about and what that does."""

    def collect(self) -> Iterator[PgTapItem]:
        yield SqlTest.from_parent(self, name=f"{self.path.parent.name}/{self.path.stem}")


def pytest_collect_file(parent: pytest.Collector, file_path: Path) -> pytest.Collector | None:
    """Collect what pytest-pgtap by itself would not: files that are not called `test*`."""
    if file_path.suffix != ".sql" or HELPERS in file_path.parents or file_path.name.startswith("test"):
        return None
    file: pytest.Collector = SqlTestFile.from_parent(parent, path=file_path)
    return file
