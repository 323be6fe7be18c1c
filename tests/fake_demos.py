"""A tiny live demo for tests of runs: w follows a noisy target, and misbehaves when asked to."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from engine.backend import Array, Device
from engine.events import Done, Event, Frame, Metrics, Note
from engine.random import stream
from engine.schema import choice, integer, real
from webapp.demos.base import DEMOS, Arrays, LiveDemo, Saved, Session

FAULTS = {name: (name, name) for name in ("none", "raise", "open", "kill", "memory", "frame")}


class FakeSession:
    def __init__(self, demo: FakeDemo, saved: Saved | None) -> None:
        if demo.fault == "open":
            raise RuntimeError("asked not to open")
        self.demo, self.step = demo, 0
        self.w: Array = np.zeros(demo.size, np.float32)
        if saved is not None:
            self.w = saved[0]["weights/0.w"].copy()
            self.step = int(saved[1]["step"])

    def advance(self) -> list[Event]:
        demo = self.demo
        if self.step == demo.steps:
            return [Done("finished")]
        time.sleep(demo.delay / 1000)
        noise = stream(demo.seed, "noise", self.step).standard_normal(demo.size)
        self.w += np.float32(demo.lr) * (1 + noise.astype(np.float32) - self.w)
        self.step += 1
        if self.step == demo.fault_at:
            self._misbehave()
        loss = float(np.abs(self.w - 1).mean())
        events: list[Event] = [Metrics(self.step, {"loss": loss, "lr": demo.lr})]
        if demo.lr > 1.5 and loss > 1e3:
            events += [Note("diverged", {"step": self.step}), Done("diverged")]
        if demo.fault == "frame" and self.step == demo.fault_at:
            events.append(Frame("large", self.step, "x" * 10_000))
        return events

    def _misbehave(self) -> None:
        if self.demo.fault == "raise":
            raise RuntimeError("asked to fail")
        if self.demo.fault == "memory":
            raise MemoryError
        if self.demo.fault == "kill":
            os.kill(os.getpid(), signal.SIGKILL)

    def change(self, demo: Any) -> list[Event]:
        old, self.demo = self.demo, demo
        if demo.lr == old.lr:
            return []
        return [Note("changed", {"name": "lr", "old": f"{old.lr:g}", "new": f"{demo.lr:g}"})]

    def state(self) -> Saved:
        return {"weights/0.w": self.w.copy()}, {"step": self.step}

    def keyframe(self) -> Arrays:
        return {"weights/0.w": self.w.copy()}

    def close(self) -> None:
        self.w = np.zeros(0, np.float32)


@DEMOS.add("fake", label=("Fake", "ساختگی"))
@dataclass(frozen=True)
class FakeDemo(LiveDemo):
    """A few numbers and a delay; `fault` happens at step `fault_at`."""

    chapter: ClassVar[str] = "optimization"
    title: ClassVar[tuple[str, str]] = ("Fake", "ساختگی")
    idea: ClassVar[tuple[str, str]] = ("For tests.", "برای آزمون.")
    listed: ClassVar[bool] = False

    lr: float = real(0.1, 0, 10, live=True, label=("lr", "lr"))
    delay: float = real(1, 0, 10_000, live=True, label=("delay", "درنگ"))
    steps: int = integer(1_000_000, 1, 10_000_000, label=("steps", "گام"))
    size: int = integer(4, 1, 1_000_000, label=("size", "اندازه"))
    seed: int = integer(0, 0, 100, label=("seed", "بذر"))
    fault: str = choice("none", FAULTS, label=("fault", "خطا"))
    fault_at: int = integer(0, 0, 1_000_000, label=("fault at", "گام خطا"))

    def open(self, device: Device, saved: Saved | None = None) -> Session:
        return FakeSession(self, saved)

    def look(self, ask: Mapping[str, Any], weights: Arrays, step: int) -> list[Event]:
        return [Frame("weights", step, weights["weights/0.w"])]

    def accept(self, saved: Saved) -> None:
        return None
