"""Beside the database: carries what has been decided there to the world outside, in order and at least once."""

from listener.settings import Settings
from listener.workers import run

__all__ = ["Settings", "run"]
