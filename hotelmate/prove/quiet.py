"""Proofs mean the trouble they make: nobody is told of it by the logs."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog


def hush() -> None:
    """Log nothing in this process from now on."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)


@contextmanager
def quiet() -> Iterator[None]:
    """Log nothing meanwhile; a decorator, too."""
    settings, level = structlog.get_config(), logging.getLogger("psycopg.pool").level
    hush()
    try:
        yield
    finally:
        structlog.configure(**settings)
        logging.getLogger("psycopg.pool").setLevel(level)
