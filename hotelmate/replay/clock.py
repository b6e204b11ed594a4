"""The simulated clock: one row, read by the one clock of every rule, and moved between half-days.

It exists in a replay's own database only. hotel.clock() is structure: no deploy and no function of a production
database touches it, and no role but its owner's can.
"""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import psycopg

from hotelmate.replay.plan import HalfDay

# Departures and cleaning before the check-out time of 11:00, arrivals once check-in has opened at 12:00; both far from
# the hours that a change to or from summer time skips or repeats.
MORNING, AFTERNOON = time(10), time(16)

INSTALL = """
create schema simulation;
create table simulation.clock (
    only_row boolean primary key default true check (only_row),
    at timestamptz not null
) with (fillfactor = 10);
insert into simulation.clock (at) values (%(at)s);
-- PL/pgSQL keeps its plan. As cheap as what it replaces, in the planner's eyes: it shall inline what asks for the time.
create or replace function hotel.clock() returns timestamptz language plpgsql stable parallel safe cost 1 as $$
begin
    return (select c.at from simulation.clock as c);
end;
$$;
"""


def instant(half_day: HalfDay, timezone: str) -> datetime:
    """When a half-day happens."""
    return datetime.combine(half_day.day, AFTERNOON if half_day.is_afternoon else MORNING, ZoneInfo(timezone))


class Clock:
    """The clock of one replay database, through a connection of its owner."""

    def __init__(self, owner: psycopg.Connection, start: datetime) -> None:
        """Make time stand still at `start`."""
        self._owner = owner
        with psycopg.ClientCursor(owner) as cursor:
            cursor.execute(INSTALL, {"at": start})

    def move(self, to: datetime) -> None:
        """Move on, while nothing else runs."""
        self._owner.execute("update simulation.clock set at = %s where at <= %s", [to, to])
