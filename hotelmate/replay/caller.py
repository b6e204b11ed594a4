"""The shortest way from here to a function in the database: a session, prepared statements, plain answers.

The program shares its processors with the server it loads: calling libpq, which is underneath psycopg's cursors, takes
half of what a cursor takes. A call blocks its thread and lets the others run.
"""

from __future__ import annotations

from datetime import date

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus

ENCODING = "utf-8"


class Caller:
    """Calls through one autocommit connection: each is one round trip and one transaction."""

    def __init__(self, connection: psycopg.Connection) -> None:
        assert connection.autocommit
        self._connection = connection
        self._libpq = connection.pgconn
        self._names: dict[str, bytes] = {}

    def __call__(self, statement: str, *arguments: str | int | date) -> bytes | None:
        """The first value of the answer, as text; None when it is null or there is no row.

        `statement` has $1, $2, … for the arguments, which go out as text: PostgreSQL knows their types. Raises the
        psycopg.Error that PostgreSQL answers with.
        """
        texts = [str(value).encode() for value in arguments]
        answer = self._libpq.exec_prepared(self._names.get(statement) or self._prepare(statement), texts)
        if answer.status != ExecStatus.TUPLES_OK:
            raise error_from_result(answer, ENCODING)
        return answer.get_value(0, 0) if answer.ntuples else None

    def _prepare(self, statement: str) -> bytes:
        name = f"call_{len(self._names)}".encode()
        answer = self._libpq.prepare(name, statement.encode())
        if answer.status != ExecStatus.COMMAND_OK:
            raise error_from_result(answer, ENCODING)
        self._names[statement] = name
        return name
