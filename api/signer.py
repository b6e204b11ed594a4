"""The signature that lets somebody subscribe. Whether they may, the database said before."""

from __future__ import annotations

from typing import Any

import pusher
from litestar import Request

from api.errors import REALTIME_OFF
from api.problems import Refused
from listener.settings import PusherSettings


class Signer:
    """Signs in the name of our application at Pusher; without one it refuses."""

    def __init__(self, settings: PusherSettings | None) -> None:
        self._pusher = pusher.Pusher(settings.app_id, settings.key, settings.secret) if settings else None

    def sign(self, channel: str, socket_id: str) -> dict[str, str]:
        """{"auth": "key:signature"} for a channel that was allowed. Raises Refused without anything to sign with."""
        if self._pusher is None:
            raise Refused(REALTIME_OFF)
        signed: dict[str, str] = self._pusher.authenticate(channel, socket_id)
        return signed


def provide_signer(request: Request[Any, Any, Any]) -> Signer:
    """The application's."""
    signer: Signer = request.app.state.signer
    return signer
