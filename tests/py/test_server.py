"""How an application is served: what every process of ours that answers HTTP has in common."""

from __future__ import annotations

import asyncio

from litestar import Litestar

from hotelmate.server import listen_on, server

REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class Leaping(asyncio.SelectorEventLoop):
    """A loop whose clock can be put forward."""

    ahead = 0.0

    def time(self) -> float:
        return super().time() + self.ahead


async def answers_after(idle: float, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Whether a connection on which nothing was said for so many seconds still serves a request."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, Leaping)
    loop.ahead += idle
    await asyncio.sleep(0)  # what is due by now happens
    writer.write(REQUEST)
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionResetError):
        return False
    await reader.readexactly(int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0]))
    return True


def test_a_connection_is_kept_for_longer_than_a_balancer_keeps_it() -> None:
    """Balancers let go after a minute. Who lets go first is asked nothing that is lost."""

    async def run() -> list[bool]:
        stop, bound = asyncio.Event(), listen_on(8300)
        serving = asyncio.create_task(server(Litestar([])).serve_until(stop, bound))
        reader, writer = await asyncio.open_connection("127.0.0.1", bound.getsockname()[1])
        answered = [await answers_after(idle, reader, writer) for idle in (0, 74, 74, 76)]
        writer.close()
        stop.set()
        await serving
        return answered

    with asyncio.Runner(loop_factory=Leaping) as runner:
        assert runner.run(run()) == [True, True, True, False]
