"""Ways to alter an audit log, each with the rows that its verification may name for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

COLUMNS = (
    "hotel_id",
    "seq",
    "at",
    "entity",
    "entity_id",
    "operation",
    "from_status",
    "to_status",
    "action",
    "actor",
    "staff_id",
    "database_role",
    "source",
    "note",
    "changes",
    "hash",
)
FAR = 1_000_000
OTHERS = {
    "hotel_id": "hotel_id + 1000",
    "seq": f"seq + {FAR}",
    "staff_id": "coalesce(staff_id, 0) + 1",
    "at": "at + interval '1 microsecond'",
    "operation": "case operation when 'UPDATE' then 'INSERT' else 'UPDATE' end",
    "source": "case source when 'SYSTEM' then 'PROVIDER' else 'SYSTEM' end::hotel.change_source",
    "hash": "set_byte(hash, 0, get_byte(hash, 0) # 1)",
}
NULLABLE = ("from_status", "to_status", "note")
TEXTS = ("entity", "entity_id", "from_status", "to_status", "action", "actor", "database_role", "note", "changes")
NEIGHBOURS = (("action", "actor"), ("entity", "entity_id"), ("from_status", "to_status"), ("note", "changes"))

# The hash a row would have, had it been written as it now stands.
RIGHTED = (
    "update hotel.audit as a set hash = hotel.audit_digest(coalesce((select p.hash from hotel.audit as p "
    "where p.hotel_id = a.hotel_id and p.seq = a.seq - 1), ''), a) where hotel_id = {hotel} and seq = {seq};"
)


@dataclass(frozen=True)
class Tampering:
    """One alteration: its kind, the statements, and which row must be named: any of `named`."""

    kind: str
    what: str
    sql: str
    named: tuple[int, ...]


def tamperings(
    hotel: int, places: dict[str, int], last: int, lengths: dict[tuple[int, str], int]
) -> Iterator[Tampering]:
    """Every alteration at these places (name → seq) of a log of `last` rows.

    `lengths`: characters of each text column, bytes of each hash, at (seq, column); nothing for a null.
    """
    for place, seq in places.items():
        yield from _columns(hotel, place, seq, lengths)
        for column in (*TEXTS, "hash"):
            for position in range(lengths.get((seq, column), 0)):
                yield _one_character(hotel, place, seq, column, position)
        yield from _rows(hotel, place, seq, last)
    yield from _whole(hotel, last)


def _set(hotel: int, seq: int, column: str, value: str) -> str:
    return f"update hotel.audit set {column} = {value} where hotel_id = {hotel} and seq = {seq};"


def _columns(hotel: int, place: str, seq: int, lengths: dict[tuple[int, str], int]) -> Iterator[Tampering]:
    # A row that has left its place is missed by the one behind it, or found at its new one.
    moved = {"hotel_id": (seq, seq + 1), "seq": (seq, seq + 1, seq + FAR)}
    for column in COLUMNS:
        value = OTHERS.get(column, f"coalesce({column}, '') || 'x'")
        yield Tampering("column", f"{column}, {place} row", _set(hotel, seq, column, value), moved.get(column, (seq,)))
    for column in NULLABLE:
        for text in ("''", "E'\\x1e'", "'NULL'"):
            # A null becomes a text, a text a null.
            value = f"case when {column} is null then {text} end"
            yield Tampering("null", f"{column} {text}, {place} row", _set(hotel, seq, column, value), (seq,))
    for left, right in NEIGHBOURS:
        for separator in ("''", "E'\\x1f'") if lengths.get((seq, right)) else ():
            value = f"coalesce({left}, '') || {separator} || left({right}, 1), {right} = substr({right}, 2)"
            yield Tampering("boundary", f"{left} into {right}, {place} row", _set(hotel, seq, left, value), (seq,))


def _one_character(hotel: int, place: str, seq: int, column: str, position: int) -> Tampering:
    if column == "hash":
        value = f"set_byte(hash, {position}, get_byte(hash, {position}) # 255)"
    else:
        # The next character; one that SQL quotes would not matter, it is a parameter of chr().
        at = f"ascii(substr({column}, {position + 1}, 1))"
        value = f"overlay({column} placing chr({at} + 1) from {position + 1} for 1)"
    what = f"{column}[{position}], {place} row"
    return Tampering("character", what, _set(hotel, seq, column, value), (seq,))


def _rows(hotel: int, place: str, seq: int, last: int) -> Iterator[Tampering]:
    here = f"hotel_id = {hotel} and seq = {seq}"
    behind = (seq + 1,)
    yield Tampering(
        "deleted", f"{place} row", f"delete from hotel.audit where {here}", behind if seq < last else (seq,)
    )
    copied = ", ".join(column for column in COLUMNS if column != "seq")
    yield Tampering(
        "inserted",
        f"a copy of the {place} row",
        f"update hotel.audit set seq = seq + {FAR} where hotel_id = {hotel} and seq >= {seq};"
        f"update hotel.audit set seq = seq - {FAR - 1} where hotel_id = {hotel} and seq > {FAR};"
        f"insert into hotel.audit (seq, {copied}) select {seq}, {copied} from hotel.audit "
        f"where hotel_id = {hotel} and seq = {seq + 1}",
        (seq, seq + 1),
    )
    other = seq + 1 if seq < last else seq - 1
    first = min(seq, other)
    yield Tampering(
        "swapped",
        f"{place} row with its neighbour",
        f"update hotel.audit set seq = -1 where {here};"
        f"update hotel.audit set seq = {seq} where hotel_id = {hotel} and seq = {other};"
        f"update hotel.audit set seq = {other} where hotel_id = {hotel} and seq = -1",
        (first,),
    )
    yield Tampering(
        "hash righted",
        f"{place} row altered and given its right hash",
        _set(hotel, seq, "actor", "'nobody'") + RIGHTED.format(hotel=hotel, seq=seq),
        (seq + 1,),
    )


def _whole(hotel: int, last: int) -> Iterator[Tampering]:
    for cut in (1, 5, last):
        kept = last - cut
        statement = f"delete from hotel.audit where hotel_id = {hotel} and seq > {kept}"
        yield Tampering("cut", f"the last {cut} rows", statement, (kept + 1,))
    yield Tampering("cut", "the first row", f"delete from hotel.audit where hotel_id = {hotel} and seq = 1", (2,))
    yield Tampering(
        "head",
        "the head counts one less",
        f"update hotel.log_head set audit_seq = audit_seq - 1 where hotel_id = {hotel}",
        (last + 1,),
    )
    yield Tampering(
        "head",
        "the head's hash",
        f"update hotel.log_head set audit_hash = sha256('') where hotel_id = {hotel}",
        (last + 1,),
    )
    rewritten = "".join(RIGHTED.format(hotel=hotel, seq=seq) for seq in range(2, last + 1))
    yield Tampering(
        "hash righted",
        "every row from the second on rewritten",
        _set(hotel, 2, "actor", "'nobody'") + rewritten,
        (last + 1,),
    )
