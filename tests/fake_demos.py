"""A tiny live demo for tests of runs: w follows a noisy target, and misbehaves when asked to."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from engine.backend import Array, Device, DeviceLost, OutOfDeviceMemory
from engine.events import Done, Event, Frame, Metrics, Note
from engine.random import stream
from engine.schema import choice, integer, real
from webapp.demos.base import DEMOS, Arrays, LiveDemo, Saved, Session

NAMES = ("none", "raise", "open", "kill", "memory", "frame", "lost", "small", "cupy")
FAULTS = {name: (name, name) for name in NAMES}
NEEDED, FREE = 8_000_000_000, 3_500_000_000  # bytes on a card


class CUDARuntimeError(RuntimeError):
    """What CuPy raises of a card whose context is broken."""

    __module__ = "cupy_backends.cuda.api.runtime"
    status = 700


class FakeSession:
    def __init__(self, demo: FakeDemo, device: Device, saved: Saved | None) -> None:
        if demo.fault == "open":
            raise RuntimeError("asked not to open")
        self.demo, self.device, self.step = demo, device, 0
        if demo.fault == "small" and demo.batch * NEEDED > 256 * FREE and demo.fault_at == 0:
            raise OutOfDeviceMemory(demo.batch * NEEDED // 256, FREE)
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
        if self.demo.fault == "small":
            raise OutOfDeviceMemory(NEEDED, FREE)
        if self.demo.fault in ("lost", "cupy") and self.device.kind == "gpu":
            raise DeviceLost("asked to") if self.demo.fault == "lost" else CUDARuntimeError("asked")
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
    devices: ClassVar[tuple[str, ...]] = ("cpu", "gpu")

    lr: float = real(0.1, 0, 10, live=True, label=("lr", "lr"))
    delay: float = real(1, 0, 10_000, live=True, label=("delay", "درنگ"))
    steps: int = integer(1_000_000, 1, 10_000_000, label=("steps", "گام"))
    batch: int = integer(256, 16, 4096, label=("batch", "دسته"))
    size: int = integer(4, 1, 1_000_000, label=("size", "اندازه"))
    seed: int = integer(0, 0, 100, label=("seed", "بذر"))
    fault: str = choice("none", FAULTS, label=("fault", "خطا"))
    fault_at: int = integer(0, 0, 1_000_000, label=("fault at", "گام خطا"))

    def open(self, device: Device, saved: Saved | None = None) -> Session:
        return FakeSession(self, device, saved)

    def look(self, ask: Mapping[str, Any], weights: Arrays, step: int) -> list[Event]:
        return [Frame("weights", step, weights["weights/0.w"])]

    def accept(self, saved: Saved) -> None:
        return None
