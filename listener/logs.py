"""Logs of the standalone process: one JSON object a line, on standard error. No message text, URL or credential."""

from __future__ import annotations

import sys

import structlog


def configure() -> None:
    """Set up structlog for this process. A host that embeds the listener keeps its own configuration."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
