"""What Python tests work with."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from tests.postgres import TestDatabase, TestServer

_numbers = itertools.count(1)


@pytest.fixture
def database(server: TestServer, template: str) -> Iterator[TestDatabase]:
    """A fresh database with this release deployed, for this test alone."""
    name = f"test_{next(_numbers)}"
    server.create_database(name, template)
    database = TestDatabase(server, name)
    try:
        yield database
    finally:
        database.close()


@pytest.fixture
def empty_database(server: TestServer) -> Iterator[TestDatabase]:
    """A database with nothing in it."""
    name = f"empty_{next(_numbers)}"
    server.create_database(name)
    database = TestDatabase(server, name)
    try:
        yield database
    finally:
        database.close()
