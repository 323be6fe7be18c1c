"""A step is written down before there is memory; what could not be replayed is refused."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.gpu import lowering  # noqa: F401 - registers operations
from engine.gpu.buffers import View
from engine.gpu.memory import ALIGN, lives, plan
from engine.gpu.processor import Processor
from engine.gpu.recorder import Recorder

SIZES = {"T": 4, "float": 4, "int": 4, "byte": 1, "long": 8}


def relu(recorder: Recorder, x: View, y: View) -> None:
    recorder.run("relu_forward", x.size, x=x, y=y, n=x.size)


def test_a_recorded_step_computes() -> None:
    recorder = Recorder()
    x, y = recorder.make("x", (2, 3), held=True), recorder.make("y", (2, 3), held=True)
    relu(recorder, x, y)
    machine = Processor(recorder)
    machine.array(x)[...] = [[1, -2, 3], [-4, 5, -6]]
    machine.play()
    assert machine.array(y).tolist() == [[1, 0, 3], [0, 5, 0]]


def test_what_was_not_written_is_not_read() -> None:
    recorder = Recorder()
    x, y = recorder.make("x", (1, 3)), recorder.make("y", (1, 3))
    with pytest.raises(ValueError, match="relu_forward: x: expected what was written, got x"):
        relu(recorder, x, y)


def test_half_of_it_is_not_enough() -> None:
    recorder = Recorder()
    given, x = recorder.make("given", (2, 3), held=True), recorder.make("x", (2, 6))
    y = recorder.make("y", (2, 6))
    relu(recorder, given, x.part(0, (3,)))
    with pytest.raises(ValueError, match="unwritten"):
        relu(recorder, x, y)
    relu(recorder, given, x.part(3, (3,)))
    relu(recorder, x, y)


def test_arrays_of_others_and_wrong_kinds_are_refused() -> None:
    recorder = Recorder()
    mine = recorder.make("mine", (1, 3), held=True)
    with pytest.raises(ValueError, match="expected an array of this step"):
        relu(recorder, Recorder().make("x", (1, 3), held=True), mine)
    with pytest.raises(ValueError, match="expected an array of this step"):
        relu(recorder, np.zeros(3), mine)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="expected T, got int"):
        relu(recorder, recorder.make("x", (1, 3), "int", held=True), mine)
    with pytest.raises(ValueError, match="expected a number, got View"):
        recorder.run("relu_forward", 3, x=mine, y=mine, n=mine)
    with pytest.raises(ValueError, match=r"expected \['x', 'y', 'n'\]"):
        recorder.run("relu_forward", 3, x=mine, y=mine)
    assert recorder.calls == []


def chain(sizes: list[int]) -> Recorder:
    """x0 -> x1 -> ..., each read by the next; the first half is read once more at the end."""
    recorder = Recorder()
    views = [recorder.make("x", (1, sizes[0]), held=True)]
    for size in sizes[1:]:
        views.append(recorder.make("x", (1, size)))
        recorder.run("relu_forward", size, x=views[-2], y=views[-1], n=1)
    for view in views[: len(views) // 2]:
        recorder.run("relu_backward", 1, y=view, dy=views[-1], n=1)
    return recorder


@given(st.lists(st.integers(1, 5000), min_size=2, max_size=30))
def test_arrays_that_live_at_once_lie_apart(sizes: list[int]) -> None:
    recorder = chain(sizes)
    placed = plan(recorder, SIZES)
    living = lives(recorder, SIZES)
    for call in range(len(recorder.calls)):
        spans = sorted(
            (placed.offset(life.buffer), placed.offset(life.buffer) + life.bytes)
            for life in living
            if life.first <= call <= life.last
        )
        assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert all(at % ALIGN == 0 for at in placed.offsets.values())


def test_memory_is_used_again() -> None:
    recorder = Recorder()
    views = [recorder.make("x", (1, 1000), held=True)]
    for _ in range(50):
        views.append(recorder.make("x", (1, 1000)))
        relu(recorder, views[-2], views[-1])
    assert plan(recorder, SIZES).total == 3 * 4096
