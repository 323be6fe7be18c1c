"""The trainer's side of the hosted store.

A lease holds as long as its trainer beats. Two connections beside the usual one: the beat
has its own because a timer makes it in the middle of anything, and news has its own because
it only listens.
"""

from __future__ import annotations

import os
import time
from typing import Any

import redis

from webapp.runs.clock import now
from webapp.runs.hosted.link import AWAY, Link, connect
from webapp.runs.hosted.rows import control_of, row_of, run_of
from webapp.runs.run import Control, Lease, LeaseLost
from webapp.settings import Settings

LOST = -1
LISTEN_AGAIN_S = 0.5  # between two tries to hear news from a server that is away


class HostedLeases:
    """Implements `Leases` for trainers on any machine."""

    def __init__(self, link: Link, settings: Settings) -> None:
        self._link, self._beats, self._settings = link, Link(link.url), settings
        self._news: redis.client.PubSub | None = None
        self._tried = float("-inf")

    def claim(self, worker: str) -> Lease | None:
        """The next waiting run by fair share, if `worker` is the least loaded; else None."""
        row = self._link.call("claim", *self._load(worker))
        if not row:
            return None
        run = run_of(row_of(row))
        return Lease(run, worker, run.epoch)

    def waiting(self) -> bool:
        """Whether a run waits that would be claimed if there were room."""
        live = self._settings.live_per_person
        return bool(self._link.call("waiting", live, self._patience()) == 1)

    def full(self) -> bool:
        """Whether as many runs train as the server lets."""
        limit = self._settings.live
        return limit > 0 and bool(self._link.call("full", limit, self._patience()) == 1)

    def yields(self, worker: str) -> str:
        """The run that `worker` must give back for one of the presenter's, or ""."""
        return str(self._link.call("yields", *self._load(worker)).decode())

    def beat(self, worker: str) -> bool:
        """Renew every lease of `worker` and say that it is alive; raises Unavailable."""
        self._beats.call("beat", worker, os.getpid())
        return True

    def controls(self, worker: str) -> list[Control]:
        """What is asked of each run that `worker` holds; a missing one is lost."""
        at, rows = self._link.call("controls", worker)
        return [control_of(row, at / 1000 - now()) for row in rows]

    def changed(self) -> bool:
        """Whether anybody asked anything since the last call; no waiting, no round trip."""
        try:
            if self._news is None:
                return self._listen()
            heard = False
            while (message := self._news.get_message()) is not None:
                heard = heard or message["type"] == "message"
            return heard
        except (*AWAY, OSError):
            self._link.failed = time.monotonic()
            self._news = None
            return True

    def owns(self, lease: Lease) -> bool:
        """Whether the lease's epoch is still the run's."""
        epoch = self._link.ask("HGET", f"lab:run:{lease.run.id}", "epoch")
        return epoch is not None and int(epoch) == lease.epoch

    def progress(self, lease: Lease, step: int, used: float, size: int, saved: bool) -> None:
        """Note how far it is and `used` further seconds; `saved`: it would go on from here."""
        self._fenced("progress", lease, step, repr(float(used)), size, int(saved))

    def admit(self, lease: Lease) -> bool:
        """Paused -> running if the person has a live place free, else False; LeaseLost."""
        limits = self._settings
        most = limits.live_per_person, self._patience(), limits.live
        return self._fenced("admit", lease, *most) == 1

    def pause(self, lease: Lease, control: Control) -> None:
        """Running -> paused, the lease kept; a command newer than `control` stays; LeaseLost."""
        self._fenced("pause", lease, control.steps, control.version)

    def release(self, lease: Lease, state: str, control: Control | None = None) -> bool:
        """Leave the run in `state`; False if anything newer than `control` was asked; LeaseLost."""
        asked = () if control is None else (control.version, control.taken)
        return self._fenced("release", lease, state, *asked) == 1

    def close(self) -> None:
        """Give the connections back."""
        self._beats.close()
        if self._news is not None:
            self._news.close()

    def _patience(self) -> int:
        """After how many ms of silence a lease is void; 0 (never) when the server was away."""
        seconds = self._settings.lease_seconds
        steady = time.monotonic() - max(self._link.failed, self._beats.failed) > seconds
        return round(1000 * seconds) if steady else 0

    def _load(self, worker: str) -> tuple[object, ...]:
        limits = self._settings
        quiet = round(500 * limits.lease_seconds)
        most = limits.most_held, limits.live_per_person
        return worker, *most, self._patience(), quiet, limits.live

    def _fenced(self, name: str, lease: Lease, *args: Any) -> int:
        answer = int(self._link.call(name, lease.run.id, lease.epoch, *args, patient=True))
        if answer == LOST:
            raise LeaseLost(lease.run.id)
        return answer

    def _listen(self) -> bool:
        """Subscribe; what was said before that counts as news."""
        if time.monotonic() - self._tried < LISTEN_AGAIN_S:
            return False
        self._tried = time.monotonic()
        news = connect(self._link.url).pubsub()  # type: ignore[no-untyped-call]
        news.subscribe("lab:news")
        self._news = news
        return True
