"""Fair share in SQL: who is next, and at which place everybody waits.

The presenter's runs come first. Then whoever has the fewest runs training, then whoever has
used the least time, then whoever asked first. A person with `live` runs in training waits even
while trainers idle, and so does the presenter; with `all` runs in training everybody waits.
Whoever waits is told why.
"""

from __future__ import annotations

from webapp.runs.since import NOW

SETTLED_S = 2.0  # a run that waits for no longer is being taken up, as far as anybody knows
BEATING = 10.0  # seconds; a trainer that was silent for longer does not count

# Rows with expired leases count as waiting: their trainer's machine is gone.
WAITING = "(r.state = 'queued' or (r.state = 'running' and r.lease < :now))"
LIVE = (
    "(select count(*) from run q where q.owner = r.owner"
    " and q.state = 'running' and q.lease >= :now)"
)
USED = "(select coalesce(sum(q.used), 0) from run q where q.owner = r.owner)"
TRAINING = "(select count(*) from run a where a.state = 'running' and a.lease >= :now)"
ROOM = f"(:all = 0 or {TRAINING} < :all)"  # the whole server may train one run more
FIRST = f"(r.first and {LIVE} < :live)"
FAIR = f"{FIRST} desc, {LIVE}, {USED}, r.seq"

HELD = (
    "(select count(*) from run h where h.worker = {} and h.state = 'running' and h.lease >= :now)"
)

# A worker that has not beaten for `silent` seconds is stopped or gone: nobody waits for it.
LEAST_LOADED = f"""
  {HELD.format(":worker")} < :held
  and {HELD.format(":worker")} <= (
    select coalesce(min({HELD.format("w.id")}), :held) from worker w
    where w.beat > :now - :silent or w.id = :worker)
"""

CLAIM = f"""
update run set state = 'running', worker = :worker, epoch = epoch + 1, lease = :now + :seconds,
  watched = case when watched = 0 then :now else watched end
where id = (
  select r.id from run r where {WAITING} and {LIVE} < :live order by {FAIR} limit 1)
and {LEAST_LOADED} and {ROOM}
returning *
"""

FULL = f"select 1 where not {ROOM}"
SOMEBODY_WAITS = f"select 1 from run r where {WAITING} and {LIVE} < :live limit 1"

ADMIT = f"""
update run as r set state = 'running' where r.id = :id and r.epoch = :epoch
and {LIVE} < :live and {ROOM}
"""

# The run that has trained longest, to yield to a presenter's run for which no trainer has room.
YIELDS = f"""
select id from (
  select r.id, r.worker from run r left join since on since.id = r.id
  where r.state = 'running' and r.lease >= :now and not r.first
  order by since.at, r.seq limit 1)
where worker = :worker
and exists (select 1 from run r where {WAITING} and {FIRST})
and (not {ROOM} or not exists (
  select 1 from worker w where w.beat > :now - :silent and {HELD.format("w.id")} < :held))
"""

REASON = f"""
case when {LIVE} >= :live then 'own' when not {ROOM} then 'all'
when {NOW} - s.at < {SETTLED_S} then ''
when exists (select 1 from worker w where w.beat > :now - {BEATING}) then 'busy' else 'none' end
"""

POSITIONS = f"""
select r.id, r.told, r.why, row_number() over (order by {FAIR}) as position, {REASON} as reason
from run r left join since s on s.id = r.id where {WAITING}
"""

POSITION = f"select position, reason from ({POSITIONS}) where id = :id"
