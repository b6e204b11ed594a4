"""Which parameters the real API has: read off the types of its own library, nested ones too."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, get_args, get_type_hints

from stripe import RequestOptions

from hotelmate.standin.stripe_errors import invalid
from hotelmate.standin.stripe_form import Form

OPTIONS = RequestOptions.__annotations__.keys()  # how to call, not what for

ABSENT = {"StripeContext": object, "Mapping": Mapping}  # named by the library's types, imported for type checkers only


def check_known(form: Form, type_of: Any, path: str = "") -> None:
    """Raises Refused for the first parameter of a request that the TypedDict `type_of` does not have."""
    fields = _fields(type_of)
    for name, value in form.items():
        here = f"{path}[{name}]" if path else name
        if name not in fields:
            raise invalid(f"Received unknown parameter: {here}", here, "parameter_unknown")
        if fields[name] is not None:
            for number, part in enumerate(value if isinstance(value, list) else [value]):
                if isinstance(part, dict):
                    check_known(part, fields[name], f"{here}[{number}]" if isinstance(value, list) else here)


@cache
def _fields(type_of: Any) -> dict[str, Any]:
    """Its parameters; and the TypedDict of each that is an object or a list of them."""
    hints = get_type_hints(type_of, localns=ABSENT)
    return {name: _object_in(hint) for name, hint in hints.items() if name not in OPTIONS}


def _object_in(hint: Any) -> Any:
    """The TypedDict in Optional[…], Union[Literal[""], …] or List[…]; None where there is none."""
    if hasattr(hint, "__total__"):  # typing.is_typeddict knows only its own kind, the library has another
        return hint
    return next((found for part in get_args(hint) if (found := _object_in(part)) is not None), None)
