"""A call from its arrival to its answer: whose it is, what it asks, its idempotency key, and the faults on its way."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field

from hotelmate.standin import stripe_errors as errors
from hotelmate.standin import stripe_form as form
from hotelmate.standin import stripe_lists as lists
from hotelmate.standin.stripe_books import API_VERSION, Books, Caller
from hotelmate.standin.stripe_errors import Refused
from hotelmate.standin.stripe_faults import Faults, suffer
from hotelmate.standin.stripe_keys import Kept, Keys
from hotelmate.standin.stripe_operations import Operation, operations
from hotelmate.standin.stripe_params import check_known

Answer = tuple[int, str]  # status and JSON
Headers = dict[str, str]


@dataclass
class Call:
    """A request as the API sees it, and for the log what became of it."""

    request: str
    method: str
    path: str
    key: str | None
    original: str | None = None  # the request whose answer this is, when a key was shown
    kind: str | None = None
    status: int | None = None  # None: no answer was given
    executed: bool = False
    replayed: bool = False
    fault: str | None = None

    def headers(self) -> Headers:
        headers = {"request-id": self.request, "stripe-version": API_VERSION, "content-type": "application/json"}
        if self.key and self.original:
            headers |= {"idempotency-key": self.key, "original-request": self.original}
        if self.replayed:
            headers["idempotent-replayed"] = "true"
        return headers


@dataclass
class Desk:
    """Takes calls. One event loop: an operation runs undivided."""

    secret_key: str
    books: Books
    faults: Faults
    page: str
    keys: Keys = field(default_factory=Keys)
    log: deque[Call] = field(default_factory=lambda: deque(maxlen=20_000))

    def __post_init__(self) -> None:
        self.operations = operations(self.page)

    async def take(self, method: str, path: str, headers: Mapping[str, str], text: str) -> tuple[Answer, Headers]:
        """The answer to a request; `text` is its form, from the body or from the query. Raises Silence."""
        call = Call(f"req_{secrets.token_hex(8)}", method, path, headers.get("idempotency-key"))
        self.log.append(call)
        try:
            answer = await self._answer(call, headers.get("authorization", ""), text)
            given = call.headers()
        except Refused as refused:
            answer = refused.status, lists.show(self.books, refused.answer, {})
            given = call.headers()
            if refused.retry is not None:
                given["stripe-should-retry"] = str(refused.retry).lower()
        call.status = answer[0]
        return answer, given

    async def _answer(self, call: Call, authorization: str, text: str) -> Answer:
        scheme, _, key = authorization.partition(" ")
        if scheme.lower() != "bearer" or not secrets.compare_digest(key.encode(), self.secret_key.encode()):
            raise errors.unauthorised(key)
        operation, name = self._find(call)
        asked = form.parse(text)
        check_known(asked, operation.takes)
        call.key = call.key if call.method == "POST" else None
        held = (
            self.keys.hold(call.key, call.path, asked, self.books.now(), call.request)
            if call.key
            else nullcontext(Kept("", call.path, asked, 0, call.request))
        )
        with held as kept:
            call.original = kept.request
            return await self._through(call, operation, asked, name, kept)

    def _find(self, call: Call) -> tuple[Operation, list[str]]:
        for operation in self.operations:
            match = operation.match(call.method, call.path)
            if match:
                call.kind = operation.kind
                return operation, list(match.groups())
        raise errors.unknown_address(call.method, call.path)

    async def _through(self, call: Call, operation: Operation, asked: form.Form, name: list[str], kept: Kept) -> Answer:
        """Carry the call out, or answer again what its key keeps, with the trouble that is set for it."""
        fault = self.faults.take(operation.kind)
        call.fault = f"{fault.answer} {fault.when}" if fault else None
        if fault and fault.when == "before" and fault.answer != "card_declined":
            await suffer(fault)
        if kept.answer is not None:
            call.replayed = True
        else:
            self._execute(call, operation, asked, name, kept, declines=bool(fault and fault.answer == "card_declined"))
        assert kept.answer is not None
        if fault and fault.when == "after":
            if fault.sticky and fault.answer.startswith("5"):
                kept.answer = int(fault.answer), lists.show(self.books, errors.trouble(int(fault.answer)).answer, {})
            await suffer(fault)
        return kept.answer

    def _execute(
        self, call: Call, operation: Operation, asked: form.Form, name: list[str], kept: Kept, *, declines: bool
    ) -> None:
        """Do it. Raises Refused when nothing was done, so that the key forgets it."""
        self.books.caller = Caller(call.request, call.key)
        try:
            if declines:
                raise errors.declined("card_declined", "generic_decline", "Your card was declined.")
            found = operation.perform(self.books, asked, *name)
            call.executed = True
            kept.answer = 200, lists.show(self.books, found, asked)
        except Refused as refused:
            if not (refused.executed or call.executed):
                raise
            call.executed = True
            kept.answer = refused.status, lists.show(self.books, refused.answer, {})
        finally:
            self.books.caller = Caller()
