"""Where `prove jobs` happens: a private PostgreSQL with pg_cron where there is one, hotels, and work that falls due."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from hotelmate.cluster import DATABASE, Cluster
from hotelmate.prove.ground import MovingClock, owner_of, released_server
from hotelmate.prove.hotels import Hotel, OwnerConnection, call, open_hotel, value

HOUR = timedelta(hours=1)
HALF_AN_HOUR = timedelta(minutes=30)
SLUGS = ("anchor", "beacon", "cedar")
EACH = 4  # of every kind of work, at every hotel, every time
MINUTELY = ("expire_approvals", "flag_overstays", "lapse_holds")

# What a bad row does to whoever touches it: it raises, at the commit.
BAD_ROWS = """
create or replace function app.refuse_bad_row() returns trigger language plpgsql set search_path = '' as $$
begin
    if exists (
        select from proof.bad as x inner join hotel.booking as b on x.number = b.number
        where b.hotel_id = new.hotel_id
        and b.id::text = coalesce(to_jsonb(new) ->> 'booking_id', to_jsonb(new) ->> 'id')
    ) then
        raise exception 'a bad row';
    end if;
    return null;
end;
$$;
create table proof.bad (number text primary key);
create constraint trigger bad_row after update on hotel.booking deferrable initially deferred
for each row execute function app.refuse_bad_row();
create constraint trigger bad_row after insert on hotel.overstay_incident deferrable initially deferred
for each row execute function app.refuse_bad_row();
"""
DONE = """
select count(*) from hotel.booking as b
where b.number = any(%s) and (
    b.status in ('CANCELLED_DRAFT', 'EXPIRED')
    or exists (select from hotel.overstay_incident as i where i.hotel_id = b.hotel_id and i.booking_id = b.id)
)
"""


@dataclass(frozen=True)
class Work:
    """Bookings that a job has to do something about within the hour, by hotel."""

    numbers: dict[str, list[str]]

    @property
    def all(self) -> list[str]:
        return [number for numbers in self.numbers.values() for number in numbers]


class Stage:
    """The hotels, by the owner's session; `jobs_url` is what a scheduler gets."""

    def __init__(self, cluster: Cluster, owner: OwnerConnection) -> None:
        self.cluster = cluster
        self.owner = owner
        self.jobs_url = cluster.url("jobs")
        self._clock = MovingClock.install(owner)
        self._payments = count(1)
        self.made = 0  # bookings that fell due
        self._hotels = [open_hotel(owner, slug, rooms=100, hold_minutes=30) for slug in SLUGS]
        owner.execute(BAD_ROWS)

    # --- time and work ---

    def pass_time(self, by: timedelta) -> None:
        self._clock.set_ahead(self.owner, self._clock.ahead + by)

    def work(self) -> Work:
        """Holds, requests and guests at every hotel, all of them due half an hour from the time it then is."""
        guests = {hotel.slug: [self._guest(hotel) for _ in range(EACH)] for hotel in self._hotels}
        deadline = datetime.fromisoformat(
            self._staff(self._hotels[0], "get_booking", booking_id=guests[SLUGS[0]][0])["checkout_deadline_at"]
        )
        self.pass_time(deadline - HALF_AN_HOUR - self.now())
        numbers = {}
        for hotel in self._hotels:
            others = [make(hotel) for make in (self._hold, self._request) for _ in range(EACH)]
            numbers[hotel.slug] = guests[hotel.slug] + others
        work = Work(numbers)
        self.made += len(work.all)
        return work

    def now(self) -> datetime:
        at: datetime = value(self.owner, "select hotel.clock()")
        return at

    def spoil(self, *numbers: str) -> None:
        """From now on these bookings raise when a job touches them; none: all is well again."""
        self.owner.execute("delete from proof.bad")
        self.owner.execute("insert into proof.bad (number) select unnest(%s::text[])", [list(numbers)])

    # --- what became of it ---

    def done(self, numbers: list[str]) -> int:
        """How many of these bookings a job has done something about."""
        return int(value(self.owner, DONE, numbers))

    def last_run(self) -> int:
        """The newest run's id, 0 before the first."""
        return int(value(self.owner, "select coalesce(max(id), 0) from hotel.job_run"))

    def runs_since(self, run: int) -> tuple[int, int, int]:
        """(runs that finished after that one, what the minutely ones processed, what failed)."""
        return self.owner.execute(
            "select count(*), coalesce(sum(processed) filter (where job = any(%s)), 0), coalesce(sum(failed), 0) "
            "from hotel.job_run where id > %s and finished_at is not null",
            [list(MINUTELY), run],
        ).fetchone() or (0, 0, 0)

    def red_jobs(self) -> list[str]:
        """The jobs that ops.job_health shows as not running, or failing."""
        return [
            job for (job,) in self.owner.execute("select job from ops.job_health where not is_healthy order by job")
        ]

    def everything(self) -> Any:
        """A digest of what a job may change."""
        return self.owner.execute(
            "select md5(string_agg(b::text, ',' order by b.hotel_id, b.id)), (select count(*) from hotel.job_run), "
            "(select count(*) from hotel.overstay_incident), (select md5(string_agg(h::text, ',' order by h.hotel_id)) "
            "from hotel.log_head as h) from hotel.booking as b"
        ).fetchone()

    # --- bookings ---

    def _guest(self, hotel: Hotel) -> str:
        number = self._book(hotel, 0, "PAY_AT_PROPERTY")
        room = self._staff(hotel, "list_available_rooms", booking_id=number)["available_rooms"][0]["id"]
        self._staff(hotel, "assign_room", booking_id=number, room_id=room)
        self._staff(hotel, "check_in", booking_id=number, override_reason="a proof has its own hours")
        return number

    def _hold(self, hotel: Hotel) -> str:
        return self._book(hotel, 30, "PREPAID")

    def _request(self, hotel: Hotel) -> str:
        number = self._book(hotel, 40, "PREPAID")
        value(
            self.owner,
            "select app.record_payment_movement(%s, %s, 'AUTHORIZED', %s, 'm_1', 10000, p_capture_before => %s)",
            *(hotel.slug, number, f"pi_{next(self._payments)}", self.now() + HALF_AN_HOUR),
        )
        return number

    def _book(self, hotel: Hotel, begins_in: int, terms: str) -> str:
        arrival = value(self.owner, "select hotel.local_date(hotel.clock(), 'Europe/Dublin')") + timedelta(begins_in)
        answer = self._staff(
            *(hotel, "create_staff_booking"),
            room_type_code="DBL",
            check_in=arrival,
            check_out=arrival + timedelta(days=1),
            primary_first_name="Ann",
            primary_last_name="Guest",
            primary_email="ann@example.org",
            primary_phone="1",
            terms=terms,
            total_minor=10000,
        )
        return str(answer["booking_id"])

    def _staff(self, hotel: Hotel, function: str, **arguments: Any) -> Any:
        return call(self.owner, function, hotel=hotel.slug, token=hotel.token, **arguments)


@contextmanager
def jobs_stage() -> Iterator[Stage]:
    """A server of its own, in whose usual database pg_cron sits where it is installed. ClusterError, DeployError."""
    with released_server(DATABASE) as cluster, owner_of(cluster.url()) as owner:
        yield Stage(cluster, owner)
