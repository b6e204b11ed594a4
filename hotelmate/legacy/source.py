"""Reading the old database: one snapshot, read only, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import LiteralString, NamedTuple

import psycopg

from hotelmate.legacy.mapping import DICTIONARIES, TABLES, Table

ROWS_AT_ONCE = 500


class BadSource(Exception):
    """The database is not what the mapping says, or has no such hotel; the message says how."""


class Row(NamedTuple):
    """A row by its key, as JSON text with what was looked up beside it."""

    key: str
    json: str


class Source:
    """The old database. `hotel` is the slug of the only hotel to read, or None for all. Raises BadSource."""

    def __init__(self, conn: psycopg.Connection, hotel: str | None = None) -> None:
        self._conn = conn
        conn.read_only = True
        conn.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        # Times are told in UTC, with their offset; nothing of ours is needed there.
        conn.execute("set timezone = 'UTC'; set datestyle = 'ISO'")
        self._refuse_other_shape()
        self._hotel = None if hotel is None else self._key_of(hotel)

    @property
    def name(self) -> str:
        """What the source is called unless it is told otherwise: the database's name."""
        return self._conn.info.dbname

    def count(self, table: Table) -> int:
        """Rows there are to read."""
        query: LiteralString = "select count(*) from " + table.name + " as t" + self._where(table)
        row = self._conn.execute(query, self._parameters()).fetchone()
        assert row is not None
        return int(row[0])

    def rows(self, table: Table) -> Iterator[Row]:
        """The rows in the order in which they are to be imported."""
        looked_up: LiteralString = "".join(" || jsonb_build_object('" + k + "', " + v + ")" for k, v in _pairs(table))
        query: LiteralString = "select t.id::text, (to_jsonb(t)" + looked_up + ")::text from " + table.name + " as t"
        with self._conn.cursor(f"rows of {table.name}") as cursor:
            cursor.itersize = ROWS_AT_ONCE
            for key, text in cursor.execute(
                query + self._where(table) + " order by " + table.order, self._parameters()
            ):
                yield Row(key, text)

    def _where(self, table: Table) -> LiteralString:
        return "" if self._hotel is None else " where " + table.hotel + " = %(hotel)s"

    def _parameters(self) -> dict[str, int] | None:
        return None if self._hotel is None else {"hotel": self._hotel}

    def _key_of(self, slug: str) -> int:
        row = self._conn.execute("select id from hotel_hotel where slug = %s", [slug]).fetchone()
        if row is None:
            raise BadSource(f"There is no hotel {slug} in {self.name}.")
        return int(row[0])

    def _refuse_other_shape(self) -> None:
        expected = {(table.name, column) for table in TABLES for column in table.columns}
        expected |= {(name, "id") for name in DICTIONARIES}
        found = set(
            self._conn.execute(
                "select c.relname::text, a.attname::text "
                "from pg_class as c join pg_attribute as a on a.attrelid = c.oid "
                "where c.oid = any(select to_regclass(n) from unnest(%s::text[]) as n) and a.attnum > 0 "
                "and not a.attisdropped",
                [sorted({name for name, _ in expected})],
            ).fetchall()
        )
        missing = sorted(f"{table}.{column}" for table, column in expected - found)
        if missing:
            raise BadSource(
                f"{self.name} is not the database that the mapping describes. Missing: {', '.join(missing)}. "
                "Names are in hotelmate/legacy/mapping.py."
            )


def _pairs(table: Table) -> Iterator[tuple[LiteralString, LiteralString]]:
    # The names are the mapping's own.
    yield from table.looks_up.items()
