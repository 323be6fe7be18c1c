"""A course of training on images: one network learns, step by step, and says how it goes."""

from __future__ import annotations

import math
import time
from typing import Any

from engine.backend import Array, Device
from engine.course.batches import Order, split
from engine.course.changes import changes
from engine.course.curves import Curves
from engine.course.evaluation import SHARE
from engine.course.judge import Judge
from engine.course.opening import open_learning
from engine.course.settings import CourseSettings, open_data, rate
from engine.events import Done, Event, Metrics, Note

Saved = tuple[dict[str, Array], dict[str, Any]]

WATCH_EVERY = 10  # steps between two measurements of ||dw|| / ||w||
SHOWN = 1000  # training images that layers are prepared with
MEMORY = 0.9  # how much of the last speed stays in the one that is said


class Course:
    """`advance` is one step of the update rule, or one slice of an evaluation."""

    def __init__(self, demo: CourseSettings, device: Device, saved: Saved | None = None) -> None:
        arrays, meta = saved or ({}, {})
        going_on = meta.get("kind", "run") == "run"
        self.demo, self.device = demo, device
        self.images = open_data(demo.data)
        parts = split(len(self.images.train_x), demo.hold_out)
        kept = meta if going_on else {}
        self.step = int(kept.get("step", 0))
        self.last: list[float] = kept.get("last", [0, math.log(10)])
        self.order = Order(parts.train, demo.seed, int(kept.get("seen", 0)))
        self.learner = open_learning(demo, device, self.images, self.order, self.step)
        self.judge = Judge(self.learner, self.images, parts.validation, int(demo.views))
        self.curves = Curves()
        if arrays:
            self._load(arrays, kept)
        self.prepared = bool(kept.get("prepared", arrays))
        self._speed = 0.0

    def _load(self, arrays: dict[str, Array], kept: dict[str, Any]) -> None:
        self.learner.load(arrays)
        if kept:
            self.judge.load(arrays, kept)
            self.curves.load(arrays)

    def advance(self) -> list[Event]:
        """One optimization step, or a few milliseconds of judging; layers are prepared first."""
        if not self.prepared:
            self.learner.prepare(self.images.train_x[self.order.indices[:SHOWN]])
            self.prepared = True
        if self.order.epoch >= self.demo.epochs:
            judged = self.judge.close(self.step)
            return [Done("finished")] if judged is None else self._said(judged)
        judged = self.judge.slice(self.step)
        if judged is not None:
            return self._said(judged)
        return self._said(self._learn())

    def _learn(self) -> list[Event]:
        began, demo = time.perf_counter(), self.demo
        lr = self.rate()
        self.step += 1
        watch = self.step % WATCH_EVERY == 1
        result = self.learner.step(demo, self.step, lr, watch)
        self.judge.credit += demo.batch / SHARE
        seconds = time.perf_counter() - began
        self._speed = MEMORY * (self._speed or seconds) + (1 - MEMORY) * seconds
        values = {
            "loss": result.loss,
            "accuracy": result.accuracy,
            "lr": lr,
            "epoch": self.order.epoch,
            "total_loss": result.total,
            "examples_per_s": demo.batch / self._speed,
            "step_ms": 1e3 * self._speed,
        }
        times = {"forward_ms": result.forward_ms, "backward_ms": result.backward_ms}
        values |= {name: ms for name, ms in times.items() if ms is not None}
        values |= {f"ratio.{name}": ratio for name, ratio in result.ratios.items()}
        measured = Metrics(self.step, values)
        if not math.isfinite(result.total):
            return [measured, self._diverged(lr), Done("diverged")]
        self.last = [self.step, result.loss]
        return [measured]

    def rate(self) -> float:
        """The learning rate of the next step, as scheduled over the whole course."""
        return rate(self.demo, len(self.order.indices), self.order.seen // self.demo.batch)

    def _diverged(self, lr: float) -> Note:
        last_step, last_loss = self.last
        suggestion = float(f"{lr / 10:.1g}")
        said = {"step": self.step, "last_step": last_step, "last_loss": float(f"{last_loss:.4g}")}
        return Note("diverged", {**said, "lr": float(f"{lr:.3g}"), "suggestion": suggestion})

    def _said(self, events: list[Event]) -> list[Event]:
        for event in events:
            if isinstance(event, Metrics):
                self.curves.add(event.step, event.values)
        return events

    def change(self, demo: CourseSettings) -> list[Event]:
        """Take over live parameters; a note for each one that differs."""
        notes = changes(self.demo, demo)
        self.demo = demo
        self.learner.change(demo)
        return notes

    def state(self) -> Saved:
        """All that is needed to go on bit for bit."""
        frozen, judged = self.judge.state()
        meta = {"kind": "run", "step": self.step, "seen": self.order.seen, "last": self.last}
        meta["prepared"] = self.prepared
        arrays = self.learner.state() | frozen | self.curves.arrays()
        return arrays, {**meta, **judged, "shards": self.demo.shards}

    @property
    def gang(self) -> object | None:
        """What it steps in together with other courses, on a device that does so."""
        return getattr(self.learner, "gang", None)

    def keyframe(self) -> dict[str, Array]:
        """float32 weights and running statistics, by name; none before layers are prepared."""
        if not self.prepared and any(layer.prepares for layer in self.demo.layers):
            return {}  # filters that were never used are no picture of the network
        return self.learner.keyframe()

    def close(self) -> None:
        """End the shards."""
        self.learner.close()
