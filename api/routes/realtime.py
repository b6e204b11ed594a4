"""Subscribing: the database says who may hear a channel, Pusher's library signs it."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, post
from litestar.di import NamedDependency, Provide
from litestar.params import JSONBody

from api.caller import Guest, Staff, token_of_guest, token_of_staff
from api.guest_answers import ChannelAuth
from api.guest_bodies import Subscription
from api.limits import OPT, STAFF
from api.operations import Answer, act
from api.signer import Signer, provide_signer

TAKES_FORMS = {"takes_forms": True}  # see api/body.py: what the provider's libraries send


@act("/pusher/auth/", opt=TAKES_FORMS)
async def authorize_channel(
    staff: NamedDependency[Staff], signer: NamedDependency[Signer], data: JSONBody[Subscription]
) -> Answer[ChannelAuth]:
    """Let a member of staff subscribe to a channel of the hotel."""
    await staff.call("authorize_channel", data)
    return _signed(signer, data)


@post(
    ["/api/notifications/pusher/auth/", "/api/pusher/auth/", "/pusher/auth/"],
    status_code=200,
    include_in_schema=False,
    opt=TAKES_FORMS | {OPT: STAFF},
    dependencies={"signer": Provide(provide_signer, sync_to_thread=False)},
)
async def authorize_channel_anywhere(
    request: Request[Any, Any, Any], signer: NamedDependency[Signer], data: JSONBody[Subscription]
) -> Answer[ChannelAuth]:
    """The same at the addresses the existing client knows: the hotel is the token's."""
    database = request.app.state.database
    await database.read("authorize_channel", hotel=None, channel=data.channel_name, token=token_of_staff(request))
    return _signed(signer, data)


@act("/chat/pusher/auth/", opt=TAKES_FORMS)
async def authorize_guest_channel(
    request: Request[Any, Any, Any],
    guest: NamedDependency[Guest],
    signer: NamedDependency[Signer],
    data: JSONBody[Subscription],
) -> Answer[ChannelAuth]:
    """Let a guest subscribe to the booking's own channel, or to its chat."""
    token = token_of_guest(request, request.query_params.get("token"))
    await guest.call("authorize_guest_channel", data, guest_token=token)
    return _signed(signer, data)


def _signed(signer: Signer, data: Subscription) -> Answer[ChannelAuth]:
    return Answer(msgspec.json.encode(signer.sign(data.channel_name, data.socket_id)))


STAFF_HANDLERS = [authorize_channel]
GUEST_HANDLERS = [authorize_guest_channel]
ANYWHERE_HANDLERS = [authorize_channel_anywhere]
