"""A search: every step is one evaluation of the loss for each of the three riders."""

from __future__ import annotations

import time
from typing import Any

from engine.backend import Array, Device
from engine.course.changes import changes
from engine.course.curves import Curves
from engine.course.settings import open_data
from engine.events import Done, Event, Frame, Metrics
from engine.search.declared import BEST, DESCENT, RIDERS, SearchSettings
from engine.search.histogram import histogram
from engine.search.judging import Judging
from engine.search.problem import Problem
from engine.search.riders import GRADIENT, RANDOM, Riders
from engine.search.spread import Spread

Saved = tuple[dict[str, Array], dict[str, Any]]

EVERY = 25  # tries between two passes over the test set
MEMORY = 0.9  # how much of the last speed stays in the one that is said
TESTS = tuple(f"test.{name}" for name in RIDERS)
KEPT = ("try", "now", *RIDERS, *TESTS)


class Search:
    """`advance` is one try of every rider, or a part of a pass over the test set."""

    def __init__(self, demo: SearchSettings, device: Device, saved: Saved | None = None) -> None:
        self.demo, self.device, self.step = demo, device, 0
        images = open_data(demo.data)
        self.problem = Problem(
            images.train_x[: demo.images], images.train_y[: demo.images], len(RIDERS)
        )
        self.riders, self.judging, self.curves = Riders(), Judging(images), Curves(KEPT)
        self.spread = Spread()
        self._ms = 0.0
        if saved is not None:
            self._load(*saved)

    def _load(self, arrays: dict[str, Array], meta: dict[str, Any]) -> None:
        self.step, self.spread = int(meta["step"]), Spread(*meta["spread"])
        riders = self.riders
        riders.lowest, riders.found = list(meta["lowest"]), list(meta["found"])
        for r, name in enumerate(BEST):
            riders.best[r] = arrays[name]
        riders.tried[GRADIENT] = arrays[DESCENT]
        self.judging.load(meta)
        self.curves.load(arrays)

    def advance(self) -> list[Event]:
        """One try of every rider, or the next test images."""
        if self.judging.at is not None:
            judged = self.judging.slice(self.riders.best)
            return [] if judged is None else self._said(judged)
        if self.step >= self.demo.tries:
            return [Done("finished")]
        return self._try()

    def _try(self) -> list[Event]:
        began, demo, riders = time.perf_counter(), self.demo, self.riders
        self.step += 1
        riders.propose(demo, self.step)
        losses = self.problem.losses(riders.tried)
        riders.keep(losses, self.step)
        riders.descend(self.problem, demo.lr)
        self.spread.add(losses[RANDOM])
        if self.step % EVERY == 0 or self.step in (1, demo.tries):
            self.judging.begin()
        took = 1e3 * (time.perf_counter() - began)
        self._ms = MEMORY * (self._ms or took) + (1 - MEMORY) * took
        values = {"try": losses[RANDOM], "now": losses[GRADIENT], "step_ms": self._ms}
        values |= {name: float(riders.lowest[r] or 0) for r, name in enumerate(RIDERS)}
        self.curves.add(self.step, values)
        return [Metrics(self.step, values)]

    def _said(self, judged: dict[str, Any]) -> list[Event]:
        riders, spread = self.riders, self.spread
        for r, name in enumerate(RIDERS):
            judged["riders"][name] |= {"loss": riders.lowest[r], "found": riders.found[r]}
        judged |= {"mean": spread.mean, "sd": spread.deviation}
        judged["histogram"] = histogram(self.curves.values("try"))
        tests = {f"test.{name}": judged["riders"][name]["accuracy"] for name in RIDERS}
        self.curves.add(self.step, tests)
        return [Metrics(self.step, tests), Frame("judged", self.step, judged)]

    def change(self, demo: SearchSettings) -> list[Event]:
        """Take over live parameters; a note for each one that differs."""
        notes = changes(self.demo, demo)
        self.demo = demo
        return notes

    def state(self) -> Saved:
        """All that is needed to go on bit for bit."""
        riders = self.riders
        arrays = self.keyframe() | {DESCENT: riders.tried[GRADIENT].copy()}
        meta = {"kind": "run", "step": self.step, "spread": self.spread.to_json()}
        meta |= {"lowest": riders.lowest, "found": riders.found, **self.judging.to_json()}
        return arrays | self.curves.arrays(), meta

    def keyframe(self) -> dict[str, Array]:
        """The best W of each rider."""
        return {name: self.riders.best[r].copy() for r, name in enumerate(BEST)}

    def close(self) -> None:
        """Nothing runs beside this process."""
