"""The generated pages say what a fresh database says."""

from __future__ import annotations

from typing import Any

from hotelmate.docs import DOCS, pages


def test_generated_pages_are_current(database: Any) -> None:
    with database.connect() as conn:
        for name, text in pages(conn).items():
            assert (DOCS / name).read_text() == text, f"docs/{name} is out of date: make docs"
