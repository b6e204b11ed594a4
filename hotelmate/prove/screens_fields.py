"""What a screen reads of an answer, written as words, and how an answer is held against it.

`results[].party.primary.first_name:text` is a path and a kind: `[]` goes through a list, `*` through whatever a map
has, and a kind with a question mark may be null. A field that is missing or of another kind would leave a blank.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


class _Missing:
    """What stands for a field that is not there."""


MISSING = _Missing()


@dataclass(frozen=True)
class Field:
    """One field a screen reads."""

    path: tuple[str, ...]
    kind: str
    may_be_null: bool

    @property
    def name(self) -> str:
        return ".".join(self.path)

    def fits(self, value: object) -> bool:
        """Whether a value is of the kind."""
        return self.may_be_null if value is None else KINDS[self.kind](value)

    def values(self, body: object) -> Iterator[object]:
        """What stands at the path; MISSING where it does not lead anywhere."""
        return _walk(body, self.path)


def fields(text: str) -> list[Field]:
    """The fields of words like `a.b[].c:money?`; `x.{a b.{c}}` is `x.a x.b.c`, for what is read of one thing."""
    return [_field(word) for word in _unfolded(text)]


def _unfolded(text: str) -> Iterator[str]:
    prefixes = [""]
    for opened, closed, word in re.findall(r"([^\s{}]*)\{|(\})|([^\s{}]+)", text):
        if word:
            yield prefixes[-1] + word
        elif closed:
            prefixes.pop()
        else:
            prefixes.append(prefixes[-1] + opened)


def _field(word: str) -> Field:
    path, _, kind = word.rpartition(":")
    parts = tuple(path.replace("[]", ".[]").split("."))
    return Field(tuple(part for part in parts if part), kind.rstrip("?"), kind.endswith("?"))


def _walk(value: object, path: tuple[str, ...]) -> Iterator[object]:
    if not path:
        yield value
        return
    head, rest = path[0], path[1:]
    if head == "[]":
        if not isinstance(value, list):
            yield MISSING
        else:
            for item in value:
                yield from _walk(item, rest)
    elif head == "*":
        for item in value.values() if isinstance(value, dict) else []:
            yield from _walk(item, rest)
    elif isinstance(value, dict) and head in value:
        yield from _walk(value[head], rest)
    elif value is None and rest != path:
        return  # a thing that is not there has no fields; whether it may be absent, its own field says
    else:
        yield MISSING


def _is_time(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _matches(pattern: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


KINDS: dict[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str),
    "word": lambda value: isinstance(value, str) and value != "",
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "bool": lambda value: isinstance(value, bool),
    "money": _matches(r"-?\d+\.\d\d"),
    "clock": _matches(r"\d\d:\d\d(:\d\d)?"),
    "time": _is_time,
    "day": _is_day,
    "list": lambda value: isinstance(value, list),
    "map": lambda value: isinstance(value, dict),
    "any": lambda _: True,
}
