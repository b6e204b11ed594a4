"""Logs of our processes: one JSON object a line, on standard error; or plain lines, for people at a terminal.

What never enters: a body, a query, a token, a password, a key, PostgreSQL's own sentences (they may show a row). Those
who log keep to that; what texts of others bring along is masked here.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from typing import Any

import msgspec
import psycopg
import structlog
from structlog.typing import EventDict, WrappedLogger

MASK = "***"
SECRETS = [
    (re.compile(r"\b(?:[sr]k_(?:test|live)|whsec)_\w+"), MASK),
    (re.compile(r"://[^/@\s]*@"), f"://{MASK}@"),
    (re.compile(r"(?i)\b(token|password|secret|authorization|key)([=:] ?)[^\s&,;)]+"), rf"\1\2{MASK}"),
    (re.compile(r"\b[0-9a-f]{32,}\b"), MASK),
]
OF_OTHERS = ("error", "reason", "message")  # fields that may hold texts of libraries; an event has a name of ours


def configure(*, for_people: bool = False) -> None:
    """Set up structlog for this process, and what libraries say through logging. A host that embeds us has its own."""
    render: Any = structlog.processors.JSONRenderer(_json)
    if for_people:
        render = structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%H:%M:%S" if for_people else "iso", utc=not for_people),
            name_logger,
            explain_exception,
            mask,
            render,
        ],
        logger_factory=_Printer if for_people else _Writer,
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[_FromLibraries()], level=logging.WARNING, force=True)


def name_logger(logger: WrappedLogger, _: str, event: EventDict) -> EventDict:
    """Say whose line it is."""
    event["logger"] = getattr(logger, "name", "")
    return event


def explain_exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """An exception as its kind and its places: no values of variables, no sentence of the database."""
    said = event.pop("exc_info", None)
    error = sys.exc_info()[1] if said is True else said
    if isinstance(error, BaseException):
        event["exception"] = type(error).__qualname__
        event["places"] = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
        if isinstance(error, psycopg.Error):
            event["sqlstate"] = error.sqlstate
        else:
            event["reason"] = str(error)
    return event


def mask(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Take out of others' texts what looks like a secret."""
    for field in OF_OTHERS:
        text = event.get(field)
        if isinstance(text, str):
            for looks, instead in SECRETS:
                text = looks.sub(instead, text)
            event[field] = text
    return event


class _Writer(structlog.BytesLogger):
    """To standard error."""

    def __init__(self, name: str = "") -> None:
        super().__init__(sys.stderr.buffer)
        self.name = name


class _Printer(structlog.PrintLogger):
    """To standard output."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.name = name


class _FromLibraries(logging.Handler):
    """What is said through logging, as a line like any other."""

    def emit(self, record: logging.LogRecord) -> None:
        facts = {"exc_info": record.exc_info[1]} if record.exc_info else {}
        structlog.get_logger(record.name).log(record.levelno, "said", message=record.getMessage(), **facts)


def _json(event: EventDict, **_: object) -> bytes:
    return msgspec.json.encode(event, enc_hook=str)
