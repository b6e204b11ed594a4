"""One server for the whole run, one database everybody's is copied from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from db.apply import apply
from tests.postgres import TestServer

TEMPLATE = "hm_template"


@pytest.fixture(scope="session")
def server() -> Iterator[TestServer]:
    """PostgreSQL on a private socket."""
    with TestServer() as server:
        yield server


@pytest.fixture(scope="session")
def template(server: TestServer) -> str:
    """Name of a database with this release deployed and no rows in it; copying it takes 50 ms."""
    server.create_database(TEMPLATE)
    apply(server.url(TEMPLATE), progress=lambda line: None)
    return TEMPLATE
