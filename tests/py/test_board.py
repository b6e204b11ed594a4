"""The board's files: what is served and what is not, what a browser may do with it, and that it knows every action."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.routes.board import FILES
from hotelmate.paths import REPOSITORY
from listener.settings import PusherSettings
from tests.postgres import TestServer
from tests.py.api_world import Api, api_over, refused

BOARD = REPOSITORY / "api" / "board"
NODE = shutil.which("node") or shutil.which("nodejs")
OWN = sorted(path for path in BOARD.rglob("*") if path.is_file() and "vendor" not in path.parts)


@pytest.fixture(scope="module")
def api(server: TestServer, template: str) -> Iterator[Api]:
    pusher = PusherSettings("1", "key", "secret", "127.0.0.1", 6001, ssl=False)
    with api_over(server, template, "api_board", pusher=pusher) as api:
        yield api


def policy(headers: dict[str, str]) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in headers["content-security-policy"].split(";"))
    return {name: value for name, _, value in parts}


@pytest.mark.parametrize("path", ["/board", "/board/", "/board/index.html"])
def test_the_page_may_reach_this_server_and_the_event_provider_only(api: Api, path: str) -> None:
    response = api.client.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    allowed = policy(dict(response.headers))
    assert allowed["default-src"] == "'none'"
    assert allowed["script-src"] == allowed["style-src"] == "'self'"
    assert allowed["connect-src"] == "'self' ws://127.0.0.1:6001"
    assert allowed["frame-ancestors"] == allowed["base-uri"] == allowed["form-action"] == "'none'"
    assert allowed["require-trusted-types-for"] == "'script'"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["x-frame-options"] == "DENY"


def test_every_file_is_served_once_and_not_again_when_known(api: Api) -> None:
    for name, file in FILES.items():
        response = api.client.get(f"/board/{name}")
        assert response.content == file.content, name
        assert response.headers["content-type"].split(";")[0] == file.media_type
        again = api.client.get(f"/board/{name}", headers={"If-None-Match": response.headers["etag"]})
        assert (again.status_code, again.content) == (304, b""), name


@pytest.mark.parametrize(
    "path", ["../app.py", "%2e%2e/app.py", "..%2f..%2fpyproject.toml", "none.js", "vendor/LICENCE", "css"]
)
def test_nothing_else_is_served(api: Api, path: str) -> None:
    refused(api.client.get(f"/board/{path}"), 404, "NOT_FOUND")


def test_browsers_are_told_where_events_are_and_no_secret(api: Api) -> None:
    response = api.client.get("/board/realtime.json")
    expected = {"key": "key", "cluster": None, "host": "127.0.0.1", "port": 6001, "tls": False}
    assert response.json() == {"pusher": expected}


@pytest.mark.parametrize("path", OWN, ids=lambda path: str(path.relative_to(BOARD)))
def test_a_file_is_short_and_names_no_other_host(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 150
    assert set(re.findall(r"https?://[^\"')\s]+", text)) <= {"http://www.w3.org/2000/svg"}
    assert "innerHTML" not in text
    assert not re.search(r"<[^>]+\s(on\w+|style)=", text), "nothing inline"


def test_what_a_page_imports_is_there() -> None:
    for path in OWN:
        for name in re.findall(r'(?:from|import)\s*\(?"\./([^"]+)"', path.read_text()):
            assert name in FILES, f"{path.name} imports {name}"
    for name in re.findall(r'(?:src|href)="/board/([^"]+)"', (BOARD / "index.html").read_text()):
        assert name in FILES


@pytest.mark.skipif(NODE is None, reason="node reads the board's modules; it is not installed")
def test_every_action_on_a_booking_has_its_button(api: Api, tmp_path: Path) -> None:
    shutil.copytree(BOARD, tmp_path, dirs_exist_ok=True)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    script = """
        const { BOOKING_ACTIONS, SILENT_ACTIONS } = await import(process.argv[1]);
        console.log(JSON.stringify([...Object.keys(BOOKING_ACTIONS), ...SILENT_ACTIONS]));
    """
    assert NODE
    command = [NODE, "--input-type=module", "-e", script, str(tmp_path / "actions.js")]
    known = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    actions = api.house.value("select array_agg(distinct action) from app.booking_action")
    assert sorted(known) == sorted(actions)


def test_a_stranger_reads_no_board(api: Api) -> None:
    refused(api.staff("GET", "board/", who="stranger"), 403, "HOTEL_ACCESS_DENIED")
    refused(api.staff("GET", "board/", who=None), 401, "TOKEN_REQUIRED")
