"""A relay at work, from getting the lead to losing the database or being told to stop.

Nothing is marked before the sink accepted it, so a crash repeats messages and never loses one. A lane has one batch
under way at a time, so nothing overtakes. What was accepted and not yet marked is forgotten with the shift: after a
failover the same number may belong to another event.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from listener.bell import Bell
from listener.delivery import batches, companies, deliver
from listener.outbox import Outbox, Pending
from listener.sinks import Message, Sink, Unavailable, whereabouts
from listener.tasks import cancelled, wait_for_any
from listener.weather import Weather

log = structlog.get_logger("listener.relay")


@dataclass(frozen=True)
class Pace:
    """Seconds and sizes."""

    lanes: int = 64  # looked after at a time; those with little to say share a call
    calls: int = 16  # in flight at once
    events: int = 10  # of one lane at a time
    poll: float = 0.025  # between looks while awake: what comes in meanwhile shares a call
    storm_poll: float = 0.25  # at most, while the sink is out
    quiet: float = 1.0  # without work before it sleeps
    first_tick: float = 0.01  # of sleep; doubled each time
    last_tick: float = 5.0
    farewell: float = 1.0  # for calls under way when told to stop


class Shift:
    """Awake, it looks forty times a second, and at once while there is more; nobody need ring. After a quiet second
    it arms the bell and sleeps.

    Asleep, it looks now and then all the same: often at first, for a commit that was under way while the bell was
    being armed did not ring; rarely later.
    """

    def __init__(self, outbox: Outbox, bell: Bell, sink: Sink, weather: Weather, pace: Pace) -> None:
        self._outbox = outbox
        self._bell = bell
        self._sink = sink
        self._weather = weather
        self._pace = pace
        self._accepted: dict[int, int] = {}  # by lane: accepted, and not yet marked
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._look_took = 0.0  # seconds
        self._has_more = False  # than the last look took: the next one is due as soon as a lane is free

    async def work(self, stop: asyncio.Event) -> None:
        """Deliver until `stop`, or until the database is lost (psycopg.Error, TimeoutError)."""
        stopping = asyncio.create_task(stop.wait())
        try:
            await self._deliver_until(stopping)
            if self._under_way:
                await asyncio.wait(self._under_way.values(), timeout=self._pace.farewell)
            self._reap()
            await self._mark()
        finally:
            # Without the database nothing more is published: not even calls under way are waited for.
            await cancelled(stopping, *self._under_way.values())

    async def _deliver_until(self, stopping: asyncio.Task[object]) -> None:
        clock = asyncio.get_running_loop().time
        last_work, tick = clock(), 0.0  # asleep while tick is positive
        while not stopping.done():
            self._reap()
            await self._mark()
            if await self._start_lanes() or self._under_way or self._weather.is_waited_out:
                last_work, tick = clock(), 0.0
            if tick:
                tick = await self._sleep(stopping, tick)
            elif clock() - last_work > self._pace.quiet and await self._bell.arm():
                tick = self._pace.first_tick  # and look once more: now it is armed, a moment ago it was not
            else:
                self._bell.silence()
                lanes = self._under_way.values() if self._has_more else ()
                await wait_for_any(stopping, *lanes, within=self._pause())

    def _pause(self) -> float:
        if not self._weather.is_stormy:
            return max(self._pace.poll, self._look_took)  # so that looking never takes more than half of the time
        return min(max(self._weather.next_try_in(), self._pace.poll), self._pace.storm_poll)

    async def _sleep(self, stopping: asyncio.Task[object], tick: float) -> float:
        """Sleep until rung, or for a tick; the next tick."""
        ringing = asyncio.create_task(self._bell.rings(min(tick, self._weather.next_try_in())))
        try:
            await wait_for_any(ringing, stopping)
            rung = ringing.done() and ringing.result()
        finally:
            await cancelled(ringing)
        return self._pace.first_tick if rung else min(2 * tick, self._pace.last_tick)

    async def _start_lanes(self) -> bool:
        """Put free capacity to work; whether there was any work."""
        free = max(0, self._weather.capacity() - len(set(self._under_way.values())))
        busy = self._under_way.keys() | self._weather.resting()
        # Whoever is behind fills a call of its own; the others share theirs.
        lanes = free if self._has_more or self._weather.is_stormy or not free else self._pace.lanes
        begun = asyncio.get_running_loop().time()
        found = await self._outbox.pending(busy, lanes, self._pace.events)
        self._look_took = asyncio.get_running_loop().time() - begun
        together = list(companies(found, self._sink.batch_limit, self._weather.troubled()))
        is_full = any(len(one.messages) >= self._pace.events for one in found.values())
        self._has_more = is_full or len(found) == lanes or len(together) > free
        for company in together[:free]:
            work = self._work_together(company) if len(company) > 1 else self._work_lane(*next(iter(company.items())))
            self._under_way |= dict.fromkeys(company, asyncio.create_task(work))
        return bool(found)

    async def _work_lane(self, lane: int, pending: Pending) -> None:
        try:
            for batch, complete in batches(pending.messages, self._sink.batch_limit):
                await deliver(self._sink, batch, self._bury)
                self._weather.succeeded(lane)
                if complete is not None:
                    self._accepted[lane] = complete
            self._accepted[lane] = pending.last_seq
        except Unavailable as outage:
            self._weather.failed(outage, lane)

    async def _work_together(self, company: Mapping[int, Pending]) -> None:
        try:
            if batch := [one for pending in company.values() for one in pending.messages]:
                await deliver(self._sink, batch, self._bury)
                self._weather.succeeded(*company)
            self._accepted |= {lane: pending.last_seq for lane, pending in company.items()}
        except Unavailable as outage:
            self._weather.failed(outage, *company)

    async def _bury(self, message: Message, reason: str) -> None:
        log.error("message refused", channel=message.channel, reason=reason, **whereabouts(message))
        await self._outbox.bury(message, reason)

    async def _mark(self) -> None:
        accepted, self._accepted = self._accepted, {}
        if accepted:
            await self._outbox.mark(accepted)

    def _reap(self) -> None:
        """Let go of lanes that are done; raises what ended one other than an outage."""
        for lane, task in list(self._under_way.items()):
            if task.done():
                del self._under_way[lane]
                task.result()
