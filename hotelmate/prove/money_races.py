"""Decisions about money that meet: over HTTP and from the job, as many at once as there are people."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import httpx
import psycopg

from hotelmate.prove.crash import judge
from hotelmate.prove.crash_flows import PAID, End
from hotelmate.prove.crash_places import Booking, requested, undecided
from hotelmate.prove.crash_stage import Stage, crash_stage
from hotelmate.prove.hotels import value
from hotelmate.prove.result import Progress

APPROVERS = 10
APART = 0.005  # seconds between people at most
AHEAD = 0.03  # seconds of a job, which needs no HTTP
ACCEPTED, REFUSED = (200, 202), (409, 403, 401)  # 401: a withdrawn booking's token opens nothing any more
DECLINED, EXPIRED, WITHDRAWN = (End(status, released=1) for status in ("DECLINED", "EXPIRED", "CANCELLED"))
CHARGED = End("CANCELLED", captured=1, refunded=0.5)  # withdrawn right after the approval
Act = Callable[[], bool]  # whether it was accepted


@dataclass
class Race:
    """So many meetings of one kind: how they ended, and how often somebody was accepted or refused."""

    name: str
    ends: Counter[str] = field(default_factory=Counter)
    accepted: int = 0
    refused: int = 0
    failures: list[str] = field(default_factory=list)


def race(progress: Progress, rounds: int) -> list[Race]:
    """Every kind of meeting, so many times. Raises ClusterError, DeployError."""
    crowd, expiry, decision = (
        Race(f"{APPROVERS} approve at once"),
        Race("approve against expiry"),
        Race("approve against decline against withdrawal"),
    )
    with crash_stage() as stage, psycopg.connect(stage.jobs.info.dsn, autocommit=True) as jobs:
        stage.start_api()
        for _ in range(rounds):
            booking = requested(stage)
            _meet(stage, crowd, booking, [PAID], [_staff(stage, booking, "approve")] * APPROVERS)
            booking = undecided(stage)
            _meet(stage, expiry, booking, [PAID, EXPIRED], [_staff(stage, booking, "approve"), _job(jobs, booking)])
            booking = requested(stage)
            people = [_staff(stage, booking, "approve"), _staff(stage, booking, "decline"), _guest(stage, booking)]
            _meet(stage, decision, booking, [PAID, DECLINED, WITHDRAWN, CHARGED], people)
    for one in (crowd, expiry, decision):
        progress(f"{one.name}: {dict(one.ends)}, {len(one.failures)} wrong")
    return [crowd, expiry, decision]


def _meet(stage: Stage, race: Race, booking: Booking, ends: Sequence[End], people: Sequence[Act]) -> None:
    """Everybody at once; then the money comes to rest, and how it ended must be one of the ways it may end."""
    start = threading.Barrier(len(people))
    answers: list[bool | str] = []

    def go(act: Act) -> None:
        start.wait()
        time.sleep(random.uniform(0, APART))
        try:
            answers.append(act())
        except (httpx.HTTPError, psycopg.Error, ValueError) as error:
            answers.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=go, args=(act,)) for act in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stage.listener.start()
    stage.rest()
    stage.listener.stop()

    status = str(value(stage.owner, "select status::text from hotel.booking where number = %s", booking.number))
    race.ends[status] += 1
    race.accepted += answers.count(True)
    race.refused += answers.count(False)
    race.failures += [f"{race.name}: {answer}" for answer in answers if isinstance(answer, str)]
    found = [judge(stage, end, booking) for end in ends if end.status == status] or [judge(stage, ends[0], booking)]
    race.failures += [f"{race.name}: {sentence}" for sentence in min(found, key=len)]
    if not any(answer is True for answer in answers):
        race.failures.append(f"{race.name}: {booking.number} is {status}, and nobody was told so")


def _staff(stage: Stage, booking: Booking, action: str) -> Act:
    path = f"/api/staff/hotel/{booking.hotel.slug}/room-bookings/{booking.number}/{action}/"
    return lambda: _post(stage, path, {}, {"Authorization": f"Token {booking.hotel.token}"})


def _guest(stage: Stage, booking: Booking) -> Act:
    path = f"/api/public/hotel/{booking.hotel.slug}/room-bookings/{booking.number}/cancel/"
    return lambda: _post(stage, path, {"token": booking.guest_token}, {})


def _post(stage: Stage, path: str, body: dict[str, str], headers: dict[str, str]) -> bool:
    """Raises ValueError for an answer that is neither yes nor no."""
    with httpx.Client(base_url=stage.client.base_url, trust_env=False, timeout=30) as client:
        answer = client.post(path, json=body, headers=headers)
    if answer.status_code not in (*ACCEPTED, *REFUSED):
        raise ValueError(f"{path} answered {answer.status_code}: {answer.text}")
    return answer.status_code in ACCEPTED


def _job(jobs: psycopg.Connection[object], booking: Booking) -> Act:
    def act() -> bool:
        time.sleep(random.uniform(0, AHEAD))
        return bool(value(jobs, "select jobs.expire_approvals(%s)", booking.hotel.hotel_id))

    return act
