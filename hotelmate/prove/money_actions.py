"""What `prove money` plays: everything that guests, staff, jobs, operators and the provider do about money, at random.

Whether something is possible is not asked beforehand: a refusal by name is an answer like any other.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from hotelmate.prove.hotels import call
from hotelmate.prove.money_guests import Guests
from hotelmate.prove.money_player import Impossible
from hotelmate.prove.money_provider import Provider
from hotelmate.prove.money_staff import Staff


class Play(Guests, Staff, Provider):
    """One sequence of everybody's actions, time and our own processes among them."""

    def choose(self) -> tuple[str, Callable[[], Awaitable[None]]]:
        """A random action and its name."""
        weights = [weight for weight, _ in ACTIONS]
        (action,) = self.chance.choices([action for _, action in ACTIONS], weights)
        return action.__name__, lambda: action(self)

    # --- jobs and time ---

    async def jobs_run(self) -> None:
        self.stage.jobs.execute("call jobs.run_due()")

    async def minutes_pass(self) -> None:
        self.stage.pass_time(timedelta(seconds=self.chance.choice([5, 20, 40, 120, 400])))

    async def hours_pass(self) -> None:
        self.stage.pass_time(timedelta(hours=self.chance.choice([1, 6, 26, 30])))

    # --- the listener ---

    async def listener_carries_out(self) -> None:
        worker = self.stage.worker
        command = await worker.claim()
        if command is None:
            raise Impossible
        if self.chance.random() < 0.1:
            return  # it dies with the command
        outcome = await worker.execute(command)
        if self.chance.random() < 0.1:
            return  # it dies before it has told
        await worker.record(command, outcome)
        if self.chance.random() < 0.1:
            await worker.record(command, outcome)

    async def listener_reads_the_inbox(self) -> None:
        if call(self.stage.listener, "process_provider_event") is None:
            raise Impossible


Action = Callable[[Play], Awaitable[None]]
ACTIONS: list[tuple[int, Action]] = [
    (5, Play.guest_books),
    (14, Play.guest_books_and_pays),
    (7, Play.guest_opens_the_page),
    (7, Play.guest_pays),
    (4, Play.guest_is_declined),
    (4, Play.guest_comes_back),
    (2, Play.guest_abandons),
    (4, Play.guest_cancels),
    (3, Play.staff_books),
    (9, Play.staff_approves),
    (4, Play.staff_declines),
    (3, Play.staff_cancels),
    (3, Play.staff_marks_no_show),
    (2, Play.staff_amends_the_price),
    (2, Play.staff_takes_money),
    (2, Play.staff_gives_money_back),
    (4, Play.staff_checks_in),
    (4, Play.staff_extends),
    (2, Play.staff_checks_out),
    (1, Play.operator_cancels),
    (4, Play.jobs_run),
    (8, Play.minutes_pass),
    (2, Play.hours_pass),
    (10, Play.listener_carries_out),
    (6, Play.listener_reads_the_inbox),
    (16, Play.events_arrive),
    (5, Play.provider_fails),
    (2, Play.bank_refuses_a_capture),
    (4, Play.provider_recovers),
    (1, Play.dashboard_captures),
    (1, Play.dashboard_cancels),
    (1, Play.dashboard_refunds),
    (1, Play.dispute_opens),
    (1, Play.dispute_ends),
]
