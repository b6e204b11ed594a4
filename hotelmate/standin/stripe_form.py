"""What a form-encoded request says: nested keys, and fields of the kinds Stripe has."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from hotelmate.standin.stripe_errors import invalid

KEY = re.compile(r"\A([^\[\]]+)((?:\[[^\[\]]*\])*)\Z")
Form = dict[str, Any]


def parse(text: str) -> Form:
    """`a[b][0][c]=x` as {"a": {"b": [{"c": "x"}]}}. Every value is a string. Raises Refused for a broken key."""
    tree: dict[str, Any] = {}
    for key, value in parse_qsl(text, keep_blank_values=True):
        match = KEY.match(key)
        if match is None:
            raise invalid(f"Invalid parameter name: {key}", key)
        path = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
        node = tree
        for part in path[:-1]:
            node = node.setdefault(part or str(len(node)), {})
            if not isinstance(node, dict):
                raise invalid(f"Invalid parameter name: {key}", key)
        node[path[-1] or str(len(node))] = value
    return {key: _with_lists(value) for key, value in tree.items()}


def _with_lists(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    values = {key: _with_lists(value) for key, value in node.items()}
    if values and all(key.isdigit() for key in values):
        return [values[key] for key in sorted(values, key=int)]
    return values


def required(form: Form, name: str) -> Any:
    """A field that must be there. `name` may be a path: "line_items[0][quantity]" is the caller's to spell."""
    value = form.get(name)
    if value in (None, ""):
        raise invalid(f"Missing required param: {name}.", name, "parameter_missing")
    return value


def integer(form: Form, name: str, default: int | None = None, *, least: int = 1) -> int:
    """A whole number; `default` None makes it required."""
    value = form.get(name)
    if value is None and default is not None:
        return default
    text = str(required(form, name))
    if not re.fullmatch(r"-?\d{1,12}", text):
        raise invalid(f"Invalid integer: {text}", name, "parameter_invalid_integer")
    if int(text) < least:
        raise invalid(f"This value must be greater than or equal to {least}.", name, "parameter_invalid_integer")
    return int(text)


def choice(form: Form, name: str, allowed: tuple[str, ...], default: str | None = None) -> str | None:
    """One of a few words, or the default."""
    value = form.get(name)
    if value is None:
        return default
    if value not in allowed:
        words = ", ".join(allowed[:-1]) + (", or " if len(allowed) > 1 else "") + allowed[-1]
        raise invalid(f"Invalid {name}: must be one of {words}", name)
    return str(value)


def flag(form: Form, name: str) -> bool:
    value = form.get(name, "false")
    if value not in ("true", "false"):
        raise invalid(f"Invalid boolean: {value}", name)
    return bool(value == "true")


def currency(form: Form) -> str:
    value = str(required(form, "currency"))
    if not re.fullmatch(r"[A-Za-z]{3}", value):
        raise invalid(f"Invalid currency: {value}.", "currency")
    return value.lower()


def metadata(form: Form) -> dict[str, str]:
    """Up to 50 pairs of strings, keys of 40 and values of 500 characters."""
    value = form.get("metadata") or {}
    if not isinstance(value, dict) or any(not isinstance(entry, str) for entry in value.values()):
        raise invalid("Invalid metadata: metadata must be a hash of strings", "metadata")
    if len(value) > 50 or any(len(k) > 40 or len(v) > 500 for k, v in value.items()):
        raise invalid("Metadata has up to 50 keys of up to 40 characters, values of up to 500", "metadata")
    return {name: text for name, text in value.items() if text != ""}


def url(form: Form, name: str) -> str:
    """An absolute http(s) address. Braces of {CHECKOUT_SESSION_ID} are part of it."""
    value = str(required(form, name))
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or " " in value:
        raise invalid("Not a valid URL", name, "url_invalid")
    return value


def words(form: Form, name: str) -> list[str]:
    value = form.get(name, [])
    if not isinstance(value, list) or any(not isinstance(word, str) for word in value):
        raise invalid(f"Invalid array: {name}", name)
    return value
