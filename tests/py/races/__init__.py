"""Races: two or more real connections, met at a chosen point, judged against the serial orders.

arena      a database whose clock stands still, with connections to spare
stage      one small hotel of its own for each run
actions    what an actor does there: one call, or a few raw statements
meetings   the ways in which actors meet: held, sealed, gated, stale, free
state      everything a hotel is, with ids and random values taken out, so that two hotels can be compared
health     what must hold in any hotel, whatever happened
races      the pairs, with what each serial order ends in
crowds     many at once
judge      runs a race and says what is wrong with how it ended
"""
