"""A further demo module: the page's networks train on a card that is small and breaks early.

The trainers of a server import it (GRADIENT_LAB_DEMOS); everything but the card is real.
"""

from __future__ import annotations

import types

from engine.backend import CPU, Device, DeviceLost, OutOfDeviceMemory
from engine.course.course import Course
from engine.events import Event
from webapp.demos.base import Saved
from webapp.demos.cifar10 import Cifar10

A_PICTURE, FREE = 24_500_000, 3_520_000_000  # bytes
LAST_STEP = 50  # of a run of 20 steps a second: a checkpoint has been kept


def _open(demo: Cifar10, device: Device, saved: Saved | None = None) -> Course:
    needed = A_PICTURE * demo.batch
    if device.kind == "gpu" and needed > FREE:
        raise OutOfDeviceMemory(needed, FREE)
    session = Course(demo, CPU, saved)  # what there is of the card is its faults

    def advance(self: Course) -> list[Event]:
        if device.kind == "gpu" and self.step == LAST_STEP:
            raise DeviceLost("asked to")
        return Course.advance(self)

    session.advance = types.MethodType(advance, session)  # type: ignore[method-assign]
    return session


Cifar10.devices = ("cpu", "gpu")
Cifar10.open = _open  # type: ignore[method-assign]
