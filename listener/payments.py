"""Commands about money that nobody has carried out: the API died after its commit, a job decided, Stripe was away.

A fresh command is left to the API for two seconds, so there is no bell to wait for: looking twice a second is enough.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import psycopg
import structlog

from listener.cashier import Cashier
from listener.functions import Functions, keep_working
from listener.sinks import Unavailable
from listener.sinks.money import Command, Provider
from listener.tasks import cancelled, wait_for_any
from listener.weather import Weather

log = structlog.get_logger("listener.payments")


@dataclass(frozen=True)
class Pace:
    """Seconds and sizes."""

    lanes: int = 8  # commands under way at once
    poll: float = 0.5  # between looks
    farewell: float = 1.0  # for commands under way when told to stop


class Payments:
    """Executes what is due. Any number of them may work at once: a command is claimed before it is executed."""

    def __init__(self, database_url: str, provider: Provider, pace: Pace | None = None) -> None:
        self._url = database_url
        self._provider = provider
        self._pace = pace or Pace()
        self._weather = Weather(self._pace.lanes)
        self._under_way: dict[int, asyncio.Task[None]] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`. Waits out a lost database and an absent provider; anything else it raises."""
        await keep_working(self._url, "payments", self._work, stop)

    async def _work(self, functions: Functions, stop: asyncio.Event) -> None:
        cashier = Cashier(functions.call, self._provider)
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stopping.done():
                self._reap(functions)
                await self._fill_lanes(cashier)
                await wait_for_any(stopping, *self._under_way.values(), within=self._pace.poll)
            if self._under_way:
                await asyncio.wait(self._under_way.values(), timeout=self._pace.farewell)
            self._reap(functions)
        finally:
            # What is given up here is claimed again when its lease ends, and asked for under the same key.
            await cancelled(stopping, *self._under_way.values())
            self._under_way.clear()

    async def _fill_lanes(self, cashier: Cashier) -> None:
        while (lane := self._free_lane()) is not None and (command := await cashier.claim()) is not None:
            self._under_way[lane] = asyncio.create_task(self._carry_out(cashier, lane, command))

    def _free_lane(self) -> int | None:
        if len(self._under_way) >= self._weather.capacity():
            return None
        busy = self._under_way.keys() | self._weather.resting()
        return next((lane for lane in range(self._pace.lanes) if lane not in busy), None)

    async def _carry_out(self, cashier: Cashier, lane: int, command: Command) -> None:
        outcome = await cashier.execute(command)
        if outcome.outcome == "LATER":
            self._weather.failed(Unavailable(f"payments: {outcome.error}", is_ours=outcome.is_ours), lane)
        else:
            self._weather.succeeded(lane)
        await cashier.record(command, outcome)

    def _reap(self, functions: Functions) -> None:
        """Let go of commands that are done; raises what is not one command's own trouble."""
        for lane, task in list(self._under_way.items()):
            if task.done():
                del self._under_way[lane]
                error = task.exception()
                if isinstance(error, psycopg.Error) and not functions.is_lost:
                    log.error("payment command not recorded", sqlstate=error.sqlstate, error=type(error).__name__)
                elif error is not None:
                    raise error
