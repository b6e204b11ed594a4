"""Carrying out what was decided about money: claim a command, have the provider execute it, record what came of it.

Between claiming and recording no connection to the database is held. A cashier that dies on the way leaves a command
whose lease ends: the next one asks the provider the same under the same key, and it moves nothing twice.
"""

from __future__ import annotations

from typing import Any, Literal, Protocol

import msgspec
import psycopg
import structlog

from listener.sinks.money import Command, Outcome, Provider

log = structlog.get_logger("listener.cashier")


class Recorded(msgspec.Struct, kw_only=True, frozen=True):
    """What api.record_payment_outcome made of an outcome, and of the booking."""

    command_id: str
    status: Literal["SUCCEEDED", "FAILED", "PENDING"]
    booking_id: str
    booking_status: str
    payment_failed_at: str | None
    message: str | None = None


class Call(Protocol):
    """A way to call a function of schema api by name: committed when it answers, with the JSON of the answer.

    Raises psycopg.Error, and what else the way may fail with.
    """

    async def __call__(self, function: str, /, **arguments: object) -> bytes: ...


class Cashier:
    """Any number of them may work at once, in any number of processes."""

    def __init__(self, call: Call, provider: Provider) -> None:
        self._call = call
        self._provider = provider

    async def settle(self, hotel: str, booking_id: str) -> list[Recorded]:
        """Carry out what was just decided about a booking and nobody has tried yet. Raises what Call does."""
        recorded = []
        while command := await self.claim(hotel=hotel, booking_id=booking_id):
            outcome = await self.execute(command)
            recorded.append(await self.record(command, outcome))
        return recorded

    async def claim(self, **of: str) -> Command | None:
        """A command that is ours for half a minute, of a hotel's booking or of those that are due; None without one."""
        return msgspec.json.decode(await self._call("claim_payment_command", **of), type=Command | None)

    async def execute(self, command: Command) -> Outcome:
        """Ask the provider. Every failure is an outcome."""
        return await self._provider.execute(command)

    async def record(self, command: Command, outcome: Outcome) -> Recorded:
        """Tell the database what came of a command; telling it twice is telling it once. Raises what Call does.

        What the provider says may be something that cannot be; then the command stays open and says so.
        """
        try:
            return await self._record(command, outcome)
        except psycopg.OperationalError:
            raise
        except psycopg.DatabaseError as error:
            reason = f"the ledger refuses what the provider says: {error.sqlstate} {error.diag.constraint_name or ''}"
            return await self._record(command, Outcome("LATER", (), reason.rstrip()))

    async def _record(self, command: Command, outcome: Outcome) -> Recorded:
        answer = await self._call(
            "record_payment_outcome",
            hotel=command.hotel,
            command_id=command.command_id,
            outcome=outcome.outcome,
            objects=as_json(outcome.objects),
            error=outcome.error,
        )
        recorded = msgspec.json.decode(answer, type=Recorded)
        self._report(command, outcome, recorded)
        return recorded

    def _report(self, command: Command, outcome: Outcome, recorded: Recorded) -> None:
        facts: dict[str, Any] = {
            "hotel": command.hotel,
            "booking": command.booking_id,
            "kind": command.kind,
            "command": command.command_id,
            "attempt": command.attempts,
        }
        if recorded.status == "SUCCEEDED":
            log.info("money moved" if command.kind != "VERIFY" else "payment verified", **facts)
        else:
            log.warning(
                "payment command " + outcome.outcome.lower(), status=recorded.status, reason=outcome.error, **facts
            )


def as_json(objects: object) -> str:
    """The text of a jsonb argument."""
    return msgspec.json.encode(objects).decode()
