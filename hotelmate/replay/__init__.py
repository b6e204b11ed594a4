"""`hotel replay FILE`: years of real bookings, lived again through the public functions.

Every booking of the file is made, paid, approved, cancelled, lived in or missed on the day it really was, under a
simulated clock that moves from half-day to half-day. Nothing is asked beforehand and nothing is mended: a row that
breaks a rule is refused by the database and counted under the rule's name. At the end the database is asked whether
anything contradicts anything.

`rows` says what a row of the file means, `plan` what follows from it, `desk` which calls that makes.
"""

from hotelmate.replay.command import command

__all__ = ["command"]
