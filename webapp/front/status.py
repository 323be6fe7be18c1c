"""`/api/status`: who runs what on this server just now, for the presenter's page."""

from __future__ import annotations

import hashlib
import math
import shutil
import time
from functools import cache
from typing import Any

from prometheus_client import CollectorRegistry

from webapp import machine
from webapp.api.site import Site
from webapp.awaited import card_awaited
from webapp.front.counters import BOUNDS
from webapp.front.metric_names import LAG
from webapp.numbers import Restarts
from webapp.overview import longest_and_median, pace, waits
from webapp.runs.interface import Unfinished
from webapp.supervisor.graphics import cuda_driver

MOST_LATE = 0.99  # the share of events that were sent at most so late


def standing(site: Site, person: str, numbers: CollectorRegistry) -> dict[str, Any]:
    """Everything the page shows, as JSON; `numbers` are those of all web processes."""
    at, found = time.time(), site.store.unfinished()
    presenters = site.identities.presenters({one.run.owner for one in found})
    roles = dict.fromkeys(presenters, "presenter") | {person: "me"}
    runs = [_run(site, one, roles, at) for one in found]
    queue = [run for run in runs if run["state"] == "queued"]
    active = [run for run in runs if run["state"] != "queued"]
    running = [run for run in active if run["state"] == "running"]
    return {
        "at": at,
        "runs": active,
        "queue": sorted(queue, key=lambda run: run["position"] or math.inf),
        "running": len(running),
        "paused": len(active) - len(running),
        "longest_wait": longest_and_median(waits(found, at))[0],
        "examples_per_s": sum(run["examples_per_s"] or 0.0 for run in running),
        "trainers": _trainers(site, found),
        "devices": _devices(site),
        "disk": _disk(site),
        "streams": _streams(site, numbers),
        "restarts": _restarts(site),
    }


def _run(site: Site, one: Unfinished, roles: dict[str, str], at: float) -> dict[str, Any]:
    run = one.run
    waiting = run.state == "queued"
    found = None if waiting else pace(site.log, run.id, at)
    running = found is not None and run.state == "running"
    return {
        "id": run.id,
        "demo": run.demo,
        "title": run.title,
        "who": _who(run.owner, roles.get(run.owner, "other")),
        "state": run.state,
        "step": run.step,
        "position": run.position,
        "seconds": max(0.0, at - one.since),
        "examples_per_s": found.examples_per_s if found and running else None,
        "device": found.device if found else "",
        "trainer": _short(one.worker),
    }


def _who(owner: str, role: str) -> dict[str, str]:
    """A role, and four characters that tell people apart; the person's number stays secret."""
    tag = hashlib.blake2b(owner.encode(), digest_size=2).hexdigest()
    return {"role": role, "tag": tag}


def _short(worker: str) -> str:
    """`trainer-1` of `trainer-1.9f3c21aa`: the rest is new at every start."""
    return worker.rpartition(".")[0] or worker


def _trainers(site: Site, found: list[Unfinished]) -> list[dict[str, Any]]:
    silence = 2 * site.settings.lease_seconds
    return [
        {
            "name": _short(worker.name),
            "pid": worker.pid,
            "silent": worker.silent,
            "well": worker.silent < silence,
            "runs": sum(one.worker == worker.name for one in found),
        }
        for worker in site.store.workers()
    ]


def _devices(site: Site) -> list[dict[str, Any]]:
    cpu = {
        "kind": "cpu",
        "name": machine.processor(),
        "cores": machine.cores(),
        "load": machine.load(),
        "memory": machine.memory(),
        "memory_free": machine.memory_free(),
        "used": True,
    }
    wanted = site.settings.device == "gpu"
    asked_in = card_awaited(site.folder) if wanted else None
    used = wanted and asked_in is None
    card = {"kind": "gpu", "name": f"CUDA {_cuda()}", "used": used, "asked_in": asked_in}
    return [cpu] if _cuda() is None else [cpu, card]


@cache
def _cuda() -> int | None:
    return cuda_driver()


def _disk(site: Site) -> dict[str, int]:
    usage = shutil.disk_usage(site.folder)
    return {"free": usage.free, "total": usage.total}


def _streams(site: Site, numbers: CollectorRegistry) -> dict[str, Any]:
    opened = numbers.get_sample_value("lab_streams")
    return {"open": int(opened or 0), "most": site.settings.streams, "late": _late(numbers)}


def _late(numbers: CollectorRegistry) -> dict[str, Any] | None:
    """Milliseconds `within` which 99 of 100 events were sent, or beyond; None before the first."""
    steps = [
        (float(sample.labels["le"]), sample.value)
        for family in numbers.collect()
        for sample in family.samples
        if sample.name == f"lab_{LAG[0]}_bucket"
    ]
    whole = max((count for _, count in steps), default=0.0)
    bound = min((le for le, count in steps if count >= MOST_LATE * whole), default=math.inf)
    if not whole:
        return None
    return {"ms": round(1000 * min(bound, BOUNDS[-1])), "within": math.isfinite(bound)}


def _restarts(site: Site) -> dict[str, int]:
    restarts = Restarts(site.folder)
    said = {kind: restarts[kind] for kind in ("web", "trainer")}
    return {**said, "all": sum(said.values())}
