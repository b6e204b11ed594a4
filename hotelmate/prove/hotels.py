"""Hotels for proofs about money: rooms of one type, policies, a manager."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from hotelmate.prove.refunds_rules import Penalty, Policy

OwnerConnection = psycopg.Connection[Any]
GUEST = {
    "primary_first_name": "Ann",
    "primary_last_name": "Guest",
    "primary_email": "ann@example.org",
    "primary_phone": "+353 1 234",
    "booker_type": "SELF",
}


@dataclass(frozen=True)
class Hotel:
    """A hotel; `token` is its manager's, raw."""

    slug: str
    hotel_id: int
    token: str


def open_hotel(owner: OwnerConnection, slug: str, *, rooms: int, zone: str = "Europe/Dublin", **policy: Any) -> Hotel:
    """A hotel with double rooms at 100.00. `policy` are columns of hotel.hotel_policy."""
    with owner.transaction():
        hotel_id = value(owner, "select app.create_hotel(%s, %s, %s)", slug, slug, zone)
        for column, setting in policy.items():
            owner.execute(
                sql.SQL("update hotel.hotel_policy set {} = %s where hotel_id = %s").format(sql.Identifier(column)),
                [setting, hotel_id],
            )
        owner.execute(
            "with kind as (insert into hotel.room_type (hotel_id, code, name, max_occupancy, starting_price_minor) "
            "values (%s, 'DBL', 'Double', 2, 10000) returning hotel_id, id) "
            "insert into hotel.room (hotel_id, room_number, room_type_id) "
            "select kind.hotel_id, n, kind.id from kind, generate_series(1, %s::int) as n",
            [hotel_id, rooms],
        )
        token = value(
            owner,
            "with manager as (insert into hotel.staff (hotel_id, email, first_name, last_name, role, department) "
            "values (%s, %s, 'Mary', 'Manager', 'hotel_manager', 'management') returning hotel_id, id) "
            "select app.issue_staff_token(m.hotel_id, m.id, 'prove') from manager as m",
            *(hotel_id, f"manager@{slug}.example"),
        )
    return Hotel(slug, hotel_id, token)


def publish(owner: OwnerConnection, hotel: Hotel, policy: Policy) -> int:
    """Offer a cancellation policy at a hotel; its id."""
    penalty = policy.penalty or Penalty("")
    with owner.transaction():
        policy_id: int = value(
            owner,
            "insert into hotel.cancellation_policy (hotel_id, code, name, template_type, free_until_hours, "
            "penalty_type, penalty_percentage, no_show_penalty_type) "
            "values (%s, %s, %s, %s, %s, nullif(%s, '')::hotel.penalty_type, %s, %s) returning id",
            *(hotel.hotel_id, policy.code, policy.code, policy.template, policy.free_until),
            *(penalty.kind, penalty.percentage, policy.no_show),
        )
        for hours, tier in policy.tiers:
            owner.execute(
                "insert into hotel.cancellation_policy_tier (hotel_id, policy_id, hours_before_checkin, penalty_type, "
                "penalty_amount_minor, penalty_percentage) values (%s, %s, %s, %s, %s, %s)",
                [hotel.hotel_id, policy_id, hours, tier.kind, tier.amount, tier.percentage],
            )
    return policy_id


def call(session: psycopg.Connection[Any], function: str, /, **arguments: Any) -> Any:
    """What api.<function> answers to the arguments, named without their p_. Raises psycopg.Error."""
    named = ", ".join(f"p_{name} => %({name})s" for name in arguments)
    return value_of(session.execute(f"select api.{function}({named})".encode(), arguments))


def value(session: psycopg.Connection[Any], query: str, *parameters: Any) -> Any:
    """The one value of a query."""
    return value_of(session.execute(query.encode(), parameters))


def value_of(cursor: psycopg.Cursor[Any]) -> Any:
    """The first column of the one row there must be."""
    row = cursor.fetchone()
    assert row
    return row[0]
