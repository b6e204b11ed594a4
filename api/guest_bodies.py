"""What guests send, booking and paying apart."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from psycopg.types.json import Jsonb

from api.bodies import Count, Id, OfGuest
from api.body import Body


class QuoteStay(Body):
    """The stay somebody would like to know the price of."""

    room_type_code: str
    check_in: date
    check_out: date
    adults: Count | None = None
    children: Count | None = None
    promo_code: str | None = None


class FormGuest(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What a pre-check-in form says of one guest; `id` keeps a companion who is in the party already."""

    first_name: str
    last_name: str
    id: Id | None = None
    email: str | None = None
    phone: str | None = None
    nationality: str | None = None
    country_of_residence: str | None = None
    date_of_birth: str | None = None
    id_document_type: str | None = None
    id_document_number: str | None = None
    address_line_1: str | None = None
    city: str | None = None
    postcode: str | None = None


class FormGuests(msgspec.Struct, kw_only=True):
    """Everybody the booking is for."""

    primary: FormGuest
    companions: list[FormGuest] = []


class SubmitPrecheckin(OfGuest, kw_only=True):
    """A filled-in form: the guests, and beside them the fields of the booking."""

    party: FormGuests
    eta: str | None = None
    special_requests: str | None = None
    consent_checkbox: bool | None = None

    def arguments(self) -> dict[str, Any]:
        arguments = super().arguments()
        answers = {name: arguments.pop(name) for name in BOOKING_FIELDS if name in arguments}
        return arguments | {"party": _as_json(arguments["party"]), "answers": _as_json(answers)}


BOOKING_FIELDS = ("eta", "special_requests", "consent_checkbox")


def _as_json(value: Any) -> Jsonb:
    return Jsonb(value, dumps=msgspec.json.encode)


class Subscription(Body):
    """Which socket would like to hear which channel; the provider's own libraries send it as a form."""

    socket_id: Annotated[str, Meta(pattern=r"^[0-9]{1,20}\.[0-9]{1,20}$")]
    channel_name: Annotated[str, Meta(max_length=200)]

    def arguments(self) -> dict[str, Any]:
        # The socket is the signature's business alone.
        return {"channel": self.channel_name}
