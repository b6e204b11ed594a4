"""Every fault the old system could hold, and what must become of the row that has it."""

from __future__ import annotations

from hotelmate.prove import (
    legacy_import_faults_bookings,
    legacy_import_faults_house,
    legacy_import_faults_money,
    legacy_import_faults_party,
)
from hotelmate.prove.legacy_import_site import LISTED, Fault, Site
from hotelmate.prove.legacy_import_world import OldHotel, World

# Their functions list themselves when they are imported.
WRITTEN_IN = (
    legacy_import_faults_bookings,
    legacy_import_faults_money,
    legacy_import_faults_party,
    legacy_import_faults_house,
)
FAULTS: list[Fault] = sorted(LISTED, key=lambda fault: (not fault.invariant, fault.invariant))


def put_faults(world: World, hotel: OldHotel, other: OldHotel, each: int) -> None:
    """Put so many of each fault into the world."""
    for fault in FAULTS:
        for _ in range(each):
            fault.make(Site(world, hotel, other, fault.name))
