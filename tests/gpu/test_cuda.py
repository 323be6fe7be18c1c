"""The CUDA machine, run on the processor with the kernels' own text and a strict driver."""

from __future__ import annotations

import gc

import numpy as np
import pytest

import engine.gpu.lowering  # noqa: F401 - registers operations
from engine.backend import DeviceLost, OutOfDeviceMemory
from engine.gpu.buffers import View
from engine.gpu.cublas import CublasError
from engine.gpu.cuda import SPARE, Cuda, needed
from engine.gpu.executors import EXECUTORS, Machine, Planned, executes
from engine.gpu.operations import OPERATIONS, Operation
from engine.gpu.processor import Processor
from engine.gpu.recorder import Call, Recorder
from engine.gpu.sources import TYPES
from tests.gpu.fake_cupy import CUDARuntimeError, FakeCupy


class Step:
    """Two runs whose arrays lie apart in one flat array, twice through the ReLU."""

    def __init__(self) -> None:
        self.recorder = Recorder()
        make = self.recorder.make
        self.flat = make("flat", (2, 50), held=True)
        self.x, self.dy = self.flat.part(3, (4, 5)), make("dy", (2, 50), held=True)
        inside, copy = make("inside", (2, 50)), make("copy", (2, 50))
        self.y = make("y", (2, 50), mapped=True)
        for a, b in ((self.flat, inside), (inside, copy), (copy, self.y)):
            self.recorder.run("relu_forward", a.size, x=a, y=b, n=a.size)
        self.recorder.run("relu_backward", 100, y=self.y, dy=self.dy, n=100)


@pytest.mark.parametrize("compute", TYPES)
def test_it_computes_what_the_processor_computes(compute: str) -> None:
    step, rng = Step(), np.random.default_rng(3)
    card, ours = FakeCupy(), Processor(step.recorder)
    theirs = Cuda(step.recorder, compute, xp=card)
    for _ in range(3):  # eagerly, captured, replayed
        for view in (step.flat, step.x, step.dy):
            given = np.round(rng.normal(size=view.shape) * 8) / 8  # exact in every type
            ours.write(view, given)
            theirs.write(view, given)
        ours.play()
        theirs.play()
        for view in (step.flat, step.x, step.y, step.dy):
            np.testing.assert_array_equal(theirs.read(view), ours.read(view))


def test_a_replayed_step_is_one_call_of_the_driver() -> None:
    step, card = Step(), FakeCupy()
    machine = Cuda(step.recorder, "float16", xp=card, priority=-1)
    assert (machine.stream.non_blocking, machine.stream.priority) == (True, -1)
    card.calls.clear()
    machine.play()
    assert card.calls == ["launch relu_forward"] * 3 + ["launch relu_backward", "Event.record"]
    card.calls.clear()
    machine.play()
    launched = card.calls[1:5]
    assert card.calls[0] == "Stream.begin_capture"
    assert card.calls[5:] == ["Stream.end_capture", "Graph.upload", "Graph.launch", "Event.record"]
    assert launched == ["launch relu_forward"] * 3 + ["launch relu_backward"]
    for _ in range(5):
        card.calls.clear()
        machine.play()
        assert card.calls == ["Graph.launch", "Event.record"]


def test_an_array_of_runs_that_lie_apart_is_where_it_is() -> None:
    step, card = Step(), FakeCupy()
    machine = Cuda(step.recorder, "float32", xp=card)
    machine.write(step.x, np.arange(40).reshape(2, 4, 5))
    assert machine.array(step.x).tolist() == np.arange(40).reshape(2, 4, 5).tolist()
    assert machine.read(step.flat)[:, :3].max() == machine.read(step.flat)[:, 23:].max() == 0
    machine.play()
    machine.wait()
    seen = machine.array(step.y)[:, 3:23]  # mapped: no call of the driver
    assert seen.tolist() == np.arange(40).reshape(2, 20).tolist()


def test_nothing_is_captured_by_running() -> None:
    step, card = Step(), FakeCupy()
    machine = Cuda(step.recorder, "float32", xp=card)
    machine.write(step.flat, np.full((2, 50), 5.0))
    machine.capture()
    assert machine.read(step.y).max() == 0


def test_memory_is_asked_for_before_any_is_taken() -> None:
    step = Step()
    wanted = needed(step.recorder, "float16")
    card = FakeCupy(wanted - 1)
    with pytest.raises(OutOfDeviceMemory, match="free on the graphics card") as refused:
        Cuda(step.recorder, "float16", xp=card)
    assert (refused.value.needed, refused.value.free) == (wanted, wanted - 1)
    assert card.calls == ["Stream", "memGetInfo"]  # the first is the card's own
    assert wanted - SPARE == Cuda(step.recorder, "float16", xp=FakeCupy(wanted)).plan.total


def test_memory_is_free_again_when_the_machine_is_gone() -> None:
    step, card = Step(), FakeCupy()
    machine = Cuda(step.recorder, xp=card)
    machine.play()
    machine.wait()
    assert card.free < card.total
    del machine
    gc.collect()
    assert card.free == card.total


@pytest.mark.parametrize(
    ("call", "status", "expected"),
    [
        ("Graph.launch", 719, DeviceLost),
        ("Graph.launch", 2, OutOfDeviceMemory),
        ("Stream.synchronize", 700, DeviceLost),
        ("Graph.launch", 1, CUDARuntimeError),
    ],
)
def test_what_the_driver_says_is_said_in_our_words(
    call: str, status: int, expected: type[Exception]
) -> None:
    step, card = Step(), FakeCupy()
    machine = Cuda(step.recorder, xp=card)
    machine.play()
    machine.play()
    card.fails[call] = CUDARuntimeError(status, f"cudaError{status}")
    with pytest.raises(expected):
        getattr(machine, "wait" if call == "Stream.synchronize" else "play")()


@pytest.mark.parametrize(("status", "expected"), [(719, DeviceLost), (0, CublasError)])
def test_a_library_that_fails_on_a_lost_device_is_a_device_lost(
    status: int, expected: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.gpu.executors.EXECUTORS", dict(EXECUTORS))
    recorder, card = Recorder(), FakeCupy()
    library_step(recorder)

    @executes(Library)
    def library(machine: Machine, call: Call) -> object:
        def launch() -> None:
            raise CublasError("cublasGemmStridedBatchedEx: expected status 0, got 13")

        return launch

    machine = Cuda(recorder, xp=card)
    if status:
        card.fails["deviceSynchronize"] = CUDARuntimeError(status)
    with pytest.raises(expected, match="got 13"):
        machine.play()


def test_no_device_is_a_device_lost() -> None:
    card = FakeCupy()
    card.fails["memGetInfo"] = CUDARuntimeError(35, "cudaErrorInsufficientDriver")
    with pytest.raises(DeviceLost, match="cudaErrorInsufficientDriver"):
        Cuda(Step().recorder, xp=card)


class Library(Operation):
    """What somebody else's library does, such as a product of matrices."""


def library_step(recorder: Recorder) -> tuple[View, View]:
    x, y = recorder.make("x", (1, 9), held=True), recorder.make("y", (1, 9), held=True)
    recorder.run("relu_forward", 9, x=x, y=y, n=9)
    forward = OPERATIONS["relu_forward"]
    library = Library("library", forward.parameters, forward.twin)
    recorder.calls.append(Call(library, 9, {"x": y, "y": y, "n": 9}))
    return x, y


def test_an_operation_nobody_does_is_refused() -> None:
    recorder = Recorder()
    library_step(recorder)
    with pytest.raises(ValueError, match="expected an operation a GPU can do, got 'library'"):
        Cuda(recorder, xp=FakeCupy())


def test_executors_have_workspace_and_may_not_wait_in_a_graph(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.gpu.executors.EXECUTORS", dict(EXECUTORS))
    recorder, card, addresses = Recorder(), FakeCupy(), []
    library_step(recorder)

    @executes(Library)
    def library(machine: Machine, call: Call) -> object:
        first, second = machine.workspace(100), machine.workspace(5000)

        def launch() -> None:
            addresses.append((first(), second()))
            if len(addresses) > 1:
                machine.stream.synchronize()

        return Planned(launch, "by hand")

    machine = Cuda(recorder, xp=card)
    machine.play()
    card.judge(addresses[0][0], 5000)
    assert addresses[0][0] == addresses[0][1]
    assert machine.plans() == [("library -> y (1, 9)", "by hand")]
    with pytest.raises(CUDARuntimeError, match="not permitted when stream is capturing"):
        machine.play()
    assert card.capturing is None
    with pytest.raises(ValueError, match="expected one executor"):
        executes(Library)(library)
