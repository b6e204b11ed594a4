"""`make pictures`: docs/board*.png, taken of the real board before a hotel at midday."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.app import create_app
from api.config import Settings
from hotelmate.board_scene import Scene
from hotelmate.paths import REPOSITORY
from hotelmate.prove.ground import RELEASE, released_server
from hotelmate.prove.relay_stage import served
from hotelmate.server import listen_on


@dataclass(frozen=True)
class Picture:
    """One file of docs/: how large the window is, which palette, and what is opened first (a line or room by text)."""

    name: str
    width: int
    height: int
    scheme: str = "light"
    opens: str = ""
    section: str = ""
    scale: float = 1.5


PICTURES = [
    Picture("board", 1440, 928),
    Picture("board-dark", 1440, 928, "dark", opens=".desk .item >> text=Samuel Park"),
    Picture("board-phone", 390, 844, scale=2),
    Picture("board-phone-rooms", 390, 844, "dark", section="Rooms", scale=2),
]


def main() -> None:
    chromium = os.environ.get("HOTELMATE_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        sys.exit("No Chromium here (Debian, Ubuntu: apt install chromium; HOTELMATE_CHROMIUM names another).")
    with released_server() as cluster:
        scene = Scene.arranged(cluster.url(database=RELEASE))
        bound = listen_on(0)
        with served((create_app(Settings(cluster.url("api", database=RELEASE))), bound)):
            address = f"http://127.0.0.1:{bound.getsockname()[1]}"
            take(chromium, f"{address}/board#hotel={scene.hotel}&token={scene.token}", REPOSITORY / "docs")
        scene.close()


def take(chromium: str, link: str, folder: Path) -> None:
    """Write every picture of the board that a link opens."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = driver.chromium.launch(executable_path=chromium, args=arguments)
        for picture in PICTURES:
            context = browser.new_context(
                viewport={"width": picture.width, "height": picture.height},
                color_scheme="dark" if picture.scheme == "dark" else "light",
                device_scale_factor=picture.scale,
            )
            page: Any = context.new_page()
            page.goto(link)
            page.locator('.connection[data-state="live"]').wait_for()
            if picture.section:
                page.get_by_role("navigation").get_by_role("button", name=picture.section).click()
            if picture.opens:
                page.locator(picture.opens).first.click()
                page.locator(".panel .facts").first.wait_for()
                page.wait_for_timeout(400)  # it slides in
            page.screenshot(path=str(folder / f"{picture.name}.png"))
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
