"""Connections to the database cut on the way: all at once, before a request arrives, midway, after its commit."""

from __future__ import annotations

import random

from hotelmate.prove.faults_ground import Fault, Scene
from hotelmate.prove.faults_wire import When
from hotelmate.prove.relay_stage import until

WAYS: tuple[When, ...] = ("before", "midway", "after")
AT_ONCE = 4  # requests


async def cut_all(scene: Scene, nth: int) -> None:
    """Every connection at one moment."""
    assert scene.database
    scene.database.cut()


async def cut_requests(scene: Scene, nth: int) -> None:
    """A few requests each way; after the commit, whoever asks again must get the first answer and no second effect."""
    assert scene.database
    for when in random.sample(WAYS, len(WAYS)):
        before = scene.database.cuts
        scene.database.when, scene.database.cut_next = when, AT_ONCE
        if not await until(lambda before=before: scene.database.cuts >= before + AT_ONCE, 15):  # type: ignore[misc]
            scene.failures.append(f"uncut: only {scene.database.cuts - before} requests could be cut {when}")
            scene.database.cut_next = 0
        scene.add(f"cut_{when}", scene.database.cuts - before)


FAULTS = (
    Fault("cut", "all connections to it cut", cut_all, options={"wired": True}),
    Fault("cuts", "requests cut: before, midway, after commit", cut_requests, options={"wired": True}),
)
