"""The listener killed at each step of its work; and two of them at once."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from dataclasses import replace

from hotelmate.prove import faults_launcher
from hotelmate.prove.crash_stage import PROCESSES, Part
from hotelmate.prove.faults_ground import Fault, Scene, poisoned
from hotelmate.prove.faults_launcher import OF_REFUSALS, ONCE, STEPS
from hotelmate.prove.relay_stage import APP_ID, KEY, Listener, until
from hotelmate.urls import as_role
from listener.settings import PusherSettings

FAR_AWAY = 0.03  # seconds that an answer of the stand-in takes back
OFTEN = 12  # times that a listener comes by a step before it dies there, at most
SIDE_BY_SIDE = 1.5  # seconds
WAITING = """
select true from pg_stat_activity
where datname = current_database() and application_name = 'hotelmate relay' and wait_event = 'advisory'
"""


async def kill_at_a_step(scene: Scene, nth: int) -> None:
    """A relay that dies at the next of the steps; after the last of them, one that lives."""
    PROCESSES.set_forkserver_preload([faults_launcher.__name__])
    if nth == 0:
        await scene.listener.kill()
    step = STEPS[nth % len(STEPS)]
    scene.pusher.distance = FAR_AWAY
    relay = _relay(scene, step)
    await asyncio.to_thread(relay.start, 1 if step in (*OF_REFUSALS, *ONCE) else random.randint(1, OFTEN))
    if step in OF_REFUSALS:
        await asyncio.to_thread(poisoned, scene)
    if await until(lambda: relay.is_dead, 20, look_every=0.01):
        scene.add(f"killed {step}", 1)
    else:
        scene.failures.append(f"unreached: the relay never came by {step}")
        relay.stop()
    if step == STEPS[-1]:
        survivor = _relay(scene, step)
        await asyncio.to_thread(survivor.start)
        scene.extras.append(survivor.stop)


def _relay(scene: Scene, step: str) -> Part:
    while scene.extras:
        scene.extras.pop()()  # the one before dies, wherever it is
    pusher = PusherSettings(APP_ID, KEY, scene.stage.secret, "127.0.0.1", scene.sink.port, ssl=False)
    return Part(faults_launcher.run_relay, as_role(scene.url, "listener"), pusher, step)


async def run_two(scene: Scene, nth: int) -> None:
    """A second listener beside the first: nothing comes twice while both live, and the second follows at once."""
    heard = len(scene.heard)
    second = Listener(replace(scene.stage, pusher_port=scene.sink.port))
    following = asyncio.create_task(second.start())
    if not await until(lambda: scene.ask(WAITING), 20, look_every=0.05):
        scene.failures.append("both: the second listener does not wait for the first")
    await asyncio.sleep(SIDE_BY_SIDE)
    twice = Counter((m.channel, m.event_id) for m in scene.heard[heard:])
    if repeated := twice.total() - len(twice):
        scene.failures.append(f"both: {repeated} messages were published twice while both listeners lived")
    if following.done():
        scene.failures.append("both: two listeners lead")
    await asyncio.sleep(random.uniform(0, 0.1))
    killed = time.monotonic()
    await scene.listener.kill()
    scene.listener = second
    await following
    scene.most("slowest_takeover_ms", round(1000 * (time.monotonic() - killed)))
    scene.add("messages_while_both_lived", len(twice))


FAULTS = (
    Fault("steps", "listener: SIGKILL at each of 13 steps", kill_at_a_step, each=len(STEPS), most=1),
    Fault("two", "two listeners, the leading one: SIGKILL", run_two),
)
