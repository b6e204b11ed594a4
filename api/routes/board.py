"""The built-in staff board: its page and the modules it is made of, where it hears of changes, and what it shows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from api.board_answers import AllowedRoomAction, Board
from api.caller import Reader
from api.operations import Answer, read
from listener.settings import PusherSettings

PAGE = "index.html"
MEDIA_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class File:
    """A file of the board as it is sent."""

    content: bytes
    media_type: str
    etag: str


def _files() -> dict[str, File]:
    """By the path that comes after /board/: what is not here is not served."""
    folder = Path(__file__).parent.parent / "board"
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix in MEDIA_TYPES:
            content = path.read_bytes()
            etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
            files[path.relative_to(folder).as_posix()] = File(content, MEDIA_TYPES[path.suffix], etag)
    return files


FILES = _files()


@get("/board/", include_in_schema=False)
async def board_page(request: Request) -> Response[bytes]:
    """The page."""
    return _send(request, FILES[PAGE])


@get("/board/{name:path}", include_in_schema=False)
async def board_file(request: Request, name: FromPath[Path]) -> Response[bytes]:
    """A part of the page."""
    file = FILES.get(name.as_posix().lstrip("/"))
    if file is None:
        raise NotFoundException
    return _send(request, file)


@get("/board/realtime.json", include_in_schema=False)
async def board_realtime(request: Request) -> dict[str, Any]:
    """Where browsers hear events: {pusher: {key, cluster, host, port, tls}}; null when nobody publishes any."""
    pusher: PusherSettings | None = request.app.state.pusher
    if pusher is None:
        return {"pusher": None}
    where = {"host": pusher.host, "port": pusher.port, "tls": pusher.ssl}
    return {"pusher": {"key": pusher.key, "cluster": pusher.cluster, **where}}


@read("/board/")
async def read_board(reader: NamedDependency[Reader]) -> Answer[Board]:
    """Read the front office at a glance: rooms, today's guests, what waits; as of event seq."""
    return Answer(await reader.read("read_board"))


@read("/rooms/{room_number:int}/allowed-actions/")
async def allowed_room_actions(
    reader: NamedDependency[Reader], room_number: FromPath[int]
) -> Answer[list[AllowedRoomAction]]:
    """Say what this caller may do with a room now, and why not."""
    return Answer(await reader.read("allowed_room_actions", room_number=room_number))


def _send(request: Request[Any, Any, Any], file: File) -> Response[bytes]:
    headers = {"ETag": file.etag, "Cache-Control": "no-cache", **_guards(request.app.state.pusher)}
    known = request.headers.get("if-none-match", "").split(",")
    if any(tag.strip().removeprefix("W/") in (file.etag, "*") for tag in known):  # a proxy that packs calls it weak
        return Response(b"", status_code=304, headers=headers)
    return Response(file.content, media_type=file.media_type, headers=headers)


def _guards(pusher: PusherSettings | None) -> dict[str, str]:
    """What a browser may do for the page: read this server's own files, and hear the event provider's socket."""
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": " ".join(["'self'", *_sockets(pusher)]),
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


def _sockets(pusher: PusherSettings | None) -> list[str]:
    if pusher is None:
        return []
    if pusher.host is None:
        return [f"wss://ws-{pusher.cluster}.pusher.com"]
    scheme = "wss" if pusher.ssl else "ws"
    return [f"{scheme}://{pusher.host}" + (f":{pusher.port}" if pusher.port else "")]


HANDLERS = [read_board, allowed_room_actions]
PAGES = [board_page, board_file, board_realtime]
