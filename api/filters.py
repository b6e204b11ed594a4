"""What a list is narrowed to, as it stands in the address: all of it text, which the database reads and judges."""

from __future__ import annotations

from typing import Annotated

from litestar.params import QueryParameter
from psycopg.types.json import Jsonb

Text = Annotated[str | None, QueryParameter(required=False)]
Day = Annotated[str | None, QueryParameter(required=False, description="A day at the hotel: 2026-07-14.")]
Bucket = Annotated[
    str | None,
    QueryParameter(
        required=False,
        description="all, arrivals, in_house, departures, pending, checked_out, cancelled, expired, no_show or "
        "overdue_checkout.",
    ),
]
Statuses = Annotated[str | None, QueryParameter(required=False, description="One or more, separated by commas.")]
DateMode = Annotated[
    str | None,
    QueryParameter(
        required=False,
        description="What date_from and date_to are about: stay (default), created, updated, checked_in, checked_out.",
    ),
]
Amount = Annotated[str | None, QueryParameter(required=False, description="An amount: 120.50.")]
YesNo = Annotated[str | None, QueryParameter(required=False, description="true or false.")]
Precheckin = Annotated[str | None, QueryParameter(required=False, description="complete, pending or none.")]
RoomType = Annotated[str | None, QueryParameter(required=False, description="Its id or its code.")]


def booking_filters(
    *,
    bucket: Bucket = None,
    status: Statuses = None,
    date_mode: DateMode = None,
    date_from: Day = None,
    date_to: Day = None,
    q: Text = None,
    assigned: YesNo = None,
    room_id: Text = None,
    room_number: Text = None,
    room_type: RoomType = None,
    adults: Text = None,
    children: Text = None,
    party_size_min: Text = None,
    party_size_max: Text = None,
    precheckin: Precheckin = None,
    amount_min: Amount = None,
    amount_max: Amount = None,
    currency: Text = None,
    seen: YesNo = None,
    seen_by_staff_id: Text = None,
) -> Jsonb:
    """The filters that were sent, for a parameter of type jsonb."""
    return Jsonb({name: value for name, value in locals().items() if value is not None})
