"""What must hold whatever was done: asked of the tables directly, then of the database's own checks."""

from __future__ import annotations

from hotelmate.prove.model_scene import Scene
from hotelmate.prove.money_rules import ALWAYS, broken
from tests.py.races.health import contradictions

# What only says that a process does not run here, or that time has passed since it last did.
NOT_RUNNING = ("undelivered_event", "unprocessed_webhook", "stuck_command", "job_not_running")
DRIFT = """
select concat_ws(' ', d.check_code, d.entity, d.entity_id, 'expected', d.expected, 'found', d.actual)
from app.drift_found as d where d.hotel_id = %(hotel)s and d.check_code <> all(%(aside)s)
"""
FOLD = "select concat_ws(' ', r.entity, r.entity_id) from ops.rebuild(%(slug)s) as r"
CHAIN = "select v.problem from ops.verify_audit(%(slug)s) as v where v.problem is not null"
# In the order of their transactions' commits, where the server keeps the times of these.
OUT_OF_ORDER = """
select format('event %%s was committed after event %%s', e.seq, e.next) from (
    select e.seq, lead(e.seq) over (order by e.seq) as next, t.at, lead(t.at) over (order by e.seq) as next_at
    from hotel.event as e
    cross join lateral (
        select case current_setting('track_commit_timestamp') when 'on' then pg_xact_commit_timestamp(e.xmin) end as at
    ) as t
    where e.hotel_id = %(hotel)s
) as e where e.at > e.next_at
"""
IDLE = """
select format('process %%s is idle in a transaction: %%s', a.pid, a.query) from pg_stat_activity as a
where a.datname = current_database() and a.state like 'idle in transaction%%' and a.pid <> pg_backend_pid()
"""


def faults(scene: Scene) -> list[str]:
    """Sentences about what is not as it must be at the scene's time; none in a healthy hotel."""
    admin = scene.arena.admin
    about = {"hotel": scene.hotel_id, "slug": scene.slug, "aside": list(NOT_RUNNING)}
    named = {"drift": DRIFT, "fold": FOLD, "audit": CHAIN, "events": OUT_OF_ORDER, "connections": IDLE}
    with admin.transaction():
        admin.execute("select set_config('race.clock', %s, true)", [scene.at().isoformat()])
        told = [f"contradiction: {title}" for title in contradictions(scene.arena, scene.stage)]
        told += [f"money: {sentence}" for sentence in broken(admin, ALWAYS)]
        for name, query in named.items():
            told += [f"{name}: {found}" for (found,) in admin.execute(query.encode(), about).fetchall()]
    return told
