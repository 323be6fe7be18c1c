"""All batch sizes side by side: a step gives every lane the same few examples."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from engine.backend import Array
from engine.batching.ground import ground
from engine.batching.lane import Lane
from engine.batching.noise import Noise
from engine.batching.problem import EXAMPLES, problem_of
from engine.batching.settings import BatchSettings, forecast, rate_of, rounds
from engine.course.changes import changes
from engine.events import Done, Event, Frame, Metrics

Saved = tuple[dict[str, Array], dict[str, Any]]

SLICE = 0.01  # seconds of measuring at once
TAIL = 0.8  # the share of the run after which the weights only wander


class Race:
    """`advance` is one round of examples, or a few milliseconds of judging and measuring."""

    def __init__(self, demo: BatchSettings, saved: Saved | None = None) -> None:
        self.demo, self.step = demo, 0
        self.problem = problem_of(demo.data, demo.loss)
        self.lanes = [Lane(self.problem, batch, demo.seed) for batch in demo.sizes]
        self.jobs = ["judge", "noise"]
        self.judged: list[list[float]] = []
        self.history: list[dict[str, Any]] = []
        self.noise: dict[str, Any] | None = None
        self._noise: Noise | None = None
        self._greeted = False
        self._marks = marks(rounds(demo))
        if saved:
            self._load(*saved)

    def _load(self, arrays: dict[str, Array], meta: dict[str, Any]) -> None:
        going_on = meta.get("kind", "run") == "run"
        for k, lane in enumerate(self.lanes):
            mean = arrays.get(f"frozen/{k}.mean")
            lane.load(arrays[f"weights/{k}.W"], mean, meta["lanes"][k] if going_on else None)
        if going_on:
            self.step, self.jobs = int(meta["step"]), list(meta["jobs"])
            self.judged, self.history = list(meta["judged"]), list(meta["history"])
            self.noise = meta.get("noise")

    def advance(self) -> list[Event]:
        """One round, or one slice of what is to be measured now."""
        if not self._greeted:
            self._greeted = True
            return self._greeting()
        if self.jobs:
            return self._judge() if self.jobs[0] == "judge" else self._measure()
        if self.step >= rounds(self.demo):
            return [Done("finished")]
        return [self._round()]

    def _greeting(self) -> list[Event]:
        said: list[Event] = []
        if self.demo.data == "points":
            said.append(Frame("ground", self.step, ground(self.problem)))
        if self.history:
            said.append(self._race())
        if self.noise:
            said.append(Frame("noise", self.step, self.noise))
        return said

    def _round(self) -> Metrics:
        self.step += 1
        whole = self.demo.epochs * EXAMPLES[self.demo.data]
        given = min(self.step * self.problem.each, whole)
        values: dict[str, float] = {"seen": given}
        for k, lane in enumerate(self.lanes):
            lane.learn(given, rate_of(self.demo, lane.batch))
            if given > TAIL * whole:
                lane.wander()
            values[f"batch.{k}"] = lane.loss
            if lane.W.size == 2:
                values |= {f"x.{k}": float(lane.W[0, 0]), f"y.{k}": float(lane.W[1, 0])}
        if self.step in self._marks:
            self.jobs.append("judge")
        if self.step == rounds(self.demo):
            self.jobs.append("noise")
        return Metrics(self.step, values)

    def _judge(self) -> list[Event]:
        """One lane judged; the race is told when all are."""
        self.judged.append(list(self.problem.judge(self.lanes[len(self.judged)].W)))
        if len(self.judged) < len(self.lanes):
            return []
        losses, shares = zip(*self.judged, strict=True)
        point = {
            "step": self.step,
            "seen": min(self.step * self.problem.each, self.demo.epochs * len(self.problem.x)),
            "loss": list(losses),
            "accuracy": list(shares),
            "ms": [round(1e3 * lane.seconds, 3) for lane in self.lanes],
        }
        self.history.append(point)
        self.judged = []
        self.jobs.pop(0)
        best = {"loss": min(losses), "val.accuracy": max(shares)}
        return [Metrics(self.step, best), self._race()]

    def _race(self) -> Frame:
        """Every judgement so far as columns, so that none is lost when the log is busy."""
        names = ("loss", "ms")
        columns = {
            name: [[_short(p[name][k]) for p in self.history] for k in range(len(self.lanes))]
            for name in names
        }
        n, last = len(self.problem.x), self.history[-1]
        now = [
            {
                "updates": lane.updates,
                "loss": last["loss"][k],
                "accuracy": last["accuracy"][k],
                "ball": lane.ball,
                "epoch_ms": 1e3 * lane.seconds * n / lane.order.seen if lane.order.seen else None,
            }
            for k, lane in enumerate(self.lanes)
        ]
        steps = {name: [p[name] for p in self.history] for name in ("step", "seen")}
        return Frame("race", self.step, {**forecast(self.demo), **steps, **columns, "now": now})

    def _measure(self) -> list[Event]:
        """Batches of many sizes drawn at the weights of the largest one, the calmest."""
        began = time.perf_counter()
        self._noise = self._noise or Noise(
            self.problem, self.lanes[-1].W, self.demo.sizes, self.demo.seed
        )
        while not self._noise.advance():
            if time.perf_counter() - began > SLICE:
                return []
        self.noise = {"at": self.step, **self._noise.said()}
        self._noise = None
        self.jobs.pop(0)
        return [Frame("noise", self.step, self.noise)]

    def change(self, demo: BatchSettings) -> list[Event]:
        """Take over live parameters; a note for each one that differs."""
        notes = changes(self.demo, demo)
        self.demo = demo
        return notes

    def state(self) -> Saved:
        """All that is needed to go on bit for bit."""
        arrays: dict[str, Array] = {}
        for k, lane in enumerate(self.lanes):
            arrays |= lane.arrays(k)
        names = ("step", "jobs", "judged", "history", "noise")
        meta = {name: getattr(self, name) for name in names}
        meta |= {"jobs": list(self.jobs), "judged": list(self.judged)}
        meta["history"] = list(self.history)
        return arrays, {"kind": "run", **meta, "lanes": [lane.meta() for lane in self.lanes]}

    def keyframe(self) -> dict[str, Array]:
        """float32 weights of every lane."""
        return {f"weights/{k}.W": lane.W.astype(np.float32) for k, lane in enumerate(self.lanes)}

    def close(self) -> None:
        """Nothing is held outside the memory of this process."""


def marks(total: int) -> frozenset[int]:
    """The steps after which all lanes are judged: close together at first, then evenly."""
    early = np.geomspace(1, total, 18)
    late = np.linspace(0, total, 19)[1:]
    return frozenset(int(step) for step in np.ceil(np.concatenate((early, late)).round(6)))


def _short(value: float) -> float:
    return float(f"{value:.5g}")
