"""The environment of processes that are started for a stack of their own: a proof's, a bench's, a test's."""

from __future__ import annotations

import os

SETTINGS = ("HOTELMATE_", "PUSHER_", "STRIPE_", "SMTP_", "MAIL_")


def without_settings(**given: str) -> dict[str, str]:
    """Ours without what somebody set for their own stack, and what is given.

    A process that is to be tried out must not reach their database, their accounts, or their guests' mailboxes.
    """
    return {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)} | given
