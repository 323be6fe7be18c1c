"""The warm training loop allocates nothing: parent and shards, batch picking and augmentation."""

from __future__ import annotations

import gc
import mmap
import sys
import tracemalloc
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np
import pytest

from engine.backend import CPU
from engine.course import Course
from engine.network import PRESETS
from engine.schema import parse
from engine.training.member import Member
from webapp.demos.cifar10 import Cifar10

MOST = 4096  # bytes at once
WARM = 6


class Watch:
    """The largest piece of memory that one line of Python took, and where."""

    def __init__(self) -> None:
        self.largest, self.where, self._held, self._line = 0, "", 0, ""

    def trace(self, frame: FrameType, event: str, arg: object) -> Callable[..., Any]:
        peak = tracemalloc.get_traced_memory()[1]
        if peak - self._held > self.largest:
            self.largest, self.where = peak - self._held, self._line
        self._line = f"{frame.f_code.co_filename}:{frame.f_lineno}"
        tracemalloc.reset_peak()
        self._held = tracemalloc.get_traced_memory()[0]
        return self.trace

    def run(self, work: Callable[[], object]) -> None:
        gc.collect()
        tracemalloc.start()
        self._held = tracemalloc.get_traced_memory()[0]
        sys.settrace(self.trace)
        try:
            work()
        finally:
            sys.settrace(None)
            tracemalloc.stop()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> np.ndarray:
    """What shard 1, a process of its own, took at most in its last step."""
    shared = np.frombuffer(mmap.mmap(-1, 8), np.int64)
    inner, steps = Member.step, [0]

    def step(self: Member, *numbers: Any) -> None:
        steps[0] += 1
        if self.number != 1 or steps[0] <= WARM:
            return inner(self, *numbers)
        watch = Watch()
        watch.run(lambda: inner(self, *numbers))
        shared[0] = watch.largest
        return None

    monkeypatch.setattr(Member, "step", step)
    return shared


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("key", PRESETS)
def test_a_warm_step_allocates_at_most_4_kb_at_once(key: str, told: np.ndarray) -> None:
    asked = {
        **PRESETS[key].to_query(),
        "data": "sample",
        "shift": "4",
        "cutout": "8",
        "batch": "64",
    }
    course = Course(parse(Cifar10, asked), CPU)
    try:
        for _ in range(WARM):
            course._learn()
        watch = Watch()
        watch.run(course._learn)
        for _ in range(2):
            course._learn()
    finally:
        course.close()
    assert 0 < watch.largest <= MOST, watch.where
    assert 0 < told[0] <= MOST


def test_the_watch_sees_what_comes_and_goes_within_a_line() -> None:
    watch = Watch()
    watch.run(lambda: np.zeros(5000, np.uint8).sum())
    assert watch.largest > MOST
    assert watch.where
