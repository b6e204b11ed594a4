"""The board in a real browser, before the real API and a hotel at midday."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser; it is not installed")

from api.app import create_app  # noqa: E402
from api.config import Settings  # noqa: E402
from hotelmate.board_scene import Scene  # noqa: E402
from hotelmate.prove.relay_stage import served  # noqa: E402
from hotelmate.server import listen_on  # noqa: E402
from tests.postgres import TestDatabase  # noqa: E402

CHROMIUM = os.environ.get("HOTELMATE_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
PATIENCE = 8_000  # milliseconds for something to show
needs_browser = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium here (Debian, Ubuntu: apt install chromium; HOTELMATE_CHROMIUM names another)"
)


@dataclass
class Board:
    """The board of one hotel, as browsers see it. `complaints` must stay empty: errors, and requests elsewhere."""

    scene: Scene
    address: str
    browser: Any
    complaints: list[str] = field(default_factory=list)

    def tab(self, *, token: str | None = None, width: int = 1440, height: int = 900, **context: Any) -> Any:
        """A page with the board open in it, signed in by the link of `hotel up`; with "" for a token, not signed in."""
        page = self.browser.new_context(viewport={"width": width, "height": height}, **context).new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", self._note_request)
        page.on("console", self._note_console)
        token = self.scene.token if token is None else token
        page.goto(f"{self.address}/board" + (f"#hotel={self.scene.hotel}&token={token}" if token else ""))
        if token:
            page.locator(".board > section").first.wait_for(state="attached")
        return page

    def room(self, page: Any, number: int) -> Any:
        """A room of the rack."""
        return page.locator(f'.room[data-entity="room:{number}"]')

    def line(self, page: Any, number: str, section: str = ".desk") -> Any:
        """The line of a booking."""
        return page.locator(f'{section} [data-entity="booking:{number}"]').first

    def _note_request(self, request: Any) -> None:
        where = urlsplit(request.url)
        if where.scheme in ("http", "https") and not request.url.startswith(self.address):
            self.complaints.append(f"request: {request.url}")

    def _note_console(self, message: Any) -> None:
        # A refused or failed request is noted by the browser itself; what came of it is shown on the page.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console: {message.text}")


@contextmanager
def launched() -> Iterator[Any]:
    """A headless Chromium."""
    with playwright.sync_playwright() as driver:
        # Root has no sandbox to give away.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def board_over(database: TestDatabase, scene: Scene, browser: Any, **settings: Any) -> Iterator[Board]:
    """The board over a copy of the scene."""
    with ExitStack() as undo:
        scene = scene.copied(database.url())
        undo.callback(scene.close)
        bound = listen_on(0)
        undo.enter_context(served((create_app(Settings(database.url("api"), **settings)), bound)))
        board = Board(scene, f"http://127.0.0.1:{bound.getsockname()[1]}", browser)
        yield board
        for context in browser.contexts:
            context.close()
