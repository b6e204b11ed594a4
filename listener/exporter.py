"""Figures over HTTP, for Prometheus, at an address of their own. In a thread: told also when the loop is stuck."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, disable_created_metrics, start_http_server

from listener.settings import Address, SettingsError

disable_created_metrics()  # type: ignore[no-untyped-call]  # half of the lines: when each counter was born


@contextmanager
def exported(registry: CollectorRegistry, address: Address | None) -> Iterator[int | None]:
    """Serve /metrics meanwhile; the port, for 0 means any. Nothing without an address. Raises SettingsError."""
    if address is None:
        yield None
        return
    try:
        server, thread = start_http_server(address.port, address.host, registry)
    except OSError as error:
        where = f"{address.setting}={address.host}:{address.port}"
        raise SettingsError(f"{where} cannot be served at ({error.strerror}): name another address.") from error
    try:
        yield server.server_port
    finally:
        _end(server)
        thread.join()


def _end(server: WSGIServer) -> None:
    """It looks whether to end every half second, or when somebody comes: so come."""
    ending = threading.Thread(target=server.shutdown)
    ending.start()
    with suppress(OSError), socket.create_connection((server.server_name, server.server_port), timeout=0.2):
        pass
    ending.join()
    server.server_close()
