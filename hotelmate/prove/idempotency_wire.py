"""A wire to the database that can be cut when the database has committed and nobody has heard of it yet."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from hotelmate.server import listen_on

DONE = b"Z\x00\x00\x00\x05I"  # PostgreSQL: the statement is answered and committed
CHUNK = 65536


class Wire:
    """TCP at `port`, passed on to the unix socket at `target`."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._bound = listen_on(8300)
        self._bound.listen()
        self.port: int = self._bound.getsockname()[1]
        self._words = b""
        self._doomed: socket.socket | None = None
        self._ends: list[socket.socket] = []

    def cut_answer_to(self, words: str) -> None:
        """The answer to the next statement with these words is read to its end, told to nobody, its connection broken.

        Other connections go on: a pool opens some of its own accord.
        """
        self._words = words.encode()

    @property
    def has_cut(self) -> bool:
        return not self._words

    def serve(self) -> None:
        """Until `close`."""
        with suppress(OSError):
            while True:
                near, _ = self._bound.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(self._target)
                self._ends += [near, far]
                self._begin(self._there, near, far)
                self._begin(self._back, near, far)

    def close(self) -> None:
        for end in (self._bound, *self._ends):
            _shut(end)

    @staticmethod
    def _begin(run: Callable[[socket.socket, socket.socket], None], near: socket.socket, far: socket.socket) -> None:
        threading.Thread(target=run, args=(near, far), daemon=True).start()

    def _there(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError):
            while data := near.recv(CHUNK):
                if self._words and self._words in data:
                    self._doomed = far
                far.sendall(data)
        _shut(near, far)

    def _back(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError):
            while data := far.recv(CHUNK):
                if self._doomed is far:
                    if data.endswith(DONE):
                        self._words, self._doomed = b"", None
                        break
                    continue  # the beginning of a long answer is not told either
                near.sendall(data)
        _shut(near, far)


def _shut(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextmanager
def wire_to(target: str) -> Iterator[Wire]:
    """A wire that carries, closed at the end."""
    wire = Wire(target)
    serving = threading.Thread(target=wire.serve, daemon=True)
    serving.start()
    try:
        yield wire
    finally:
        wire.close()
        serving.join(10)
