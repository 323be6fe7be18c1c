"""On a real card: kernels against their twins, a replayed step against an eager one.

`make bench-gpu` runs these; what needs no card is in the files beside this one.
"""

from __future__ import annotations

import threading
import zlib
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from engine.backend import GPU, OutOfDeviceMemory
from engine.gpu.compiling import Compiled
from engine.gpu.cuda import Cuda
from engine.gpu.executors import NUMBERS
from engine.gpu.libraries import means
from engine.gpu.machine import Opener
from engine.gpu.operations import THREADS
from engine.gpu.processor import Processor
from engine.gpu.recorder import Recorder
from engine.gpu.sources import TYPES
from engine.network.presets import PRESETS
from tests.gpu import examples, signatures
from tests.gpu.steps import STEPS, begun, same
from tests.gpu.test_cuda import Step
from tests.gpu.test_kernels import GUARD, KERNELS, TOLERANCE, Guarded, near

pytestmark = pytest.mark.gpu


@pytest.fixture(scope="module")
def cupy() -> ModuleType:
    return GPU.xp


@pytest.fixture(scope="module")
def modules(cupy: ModuleType) -> dict[str, Any]:
    made = {compute: Compiled(cupy, compute) for compute in TYPES}
    for compiled in made.values():
        compiled.prepare(KERNELS)
    return made


def run(cupy: ModuleType, function: Any, over: int, guarded: Guarded) -> None:
    """Run a kernel on the card on copies of the guarded arrays, guards and all; bring them back."""
    runtime, held, packed = cupy.cuda.runtime, [], []
    for p in guarded.kernel.parameters:
        given = guarded.given[p.name]
        if not p.role:
            packed.append(NUMBERS[p.kind](given))
            continue
        around = given.base
        memory = cupy.cuda.Memory(around.nbytes)
        runtime.memcpy(memory.ptr, around.ctypes.data, around.nbytes, runtime.memcpyHostToDevice)
        held.append((around, memory))
        packed.append(np.uint64(memory.ptr + GUARD * around.itemsize))
    function((guarded.kernel.blocks(over),), (THREADS,), tuple(packed))
    runtime.deviceSynchronize()
    for around, memory in held:
        runtime.memcpy(around.ctypes.data, memory.ptr, around.nbytes, runtime.memcpyDeviceToHost)


@pytest.mark.parametrize("compute", TYPES)
@pytest.mark.parametrize("name", KERNELS)
def test_a_kernel_computes_what_its_twin_computes(
    cupy: ModuleType, modules: dict[str, Any], name: str, compute: str
) -> None:
    kernel, rng = KERNELS[name], np.random.default_rng(zlib.crc32(name.encode()))
    function = modules[compute].get_function(name)
    for over, arguments in examples.EXAMPLES[name](rng):
        once, again = (Guarded(kernel, arguments, compute) for _ in range(2))
        wanted = once.numbers()
        with np.errstate(all="ignore"):
            kernel.twin(**wanted)
        run(cupy, function, over, once)
        run(cupy, function, over, again)
        assert once.untouched()
        got, twice = once.numbers(), again.numbers()
        for p in kernel.parameters:
            if p.writes:
                near(got[p.name], wanted[p.name], TOLERANCE[compute], f"{name}: {p.name}")
                np.testing.assert_array_equal(got[p.name], twice[p.name], "differs from run to run")


@pytest.mark.parametrize("compute", TYPES)
def test_replayed_eager_and_on_the_processor_it_is_the_same(cupy: ModuleType, compute: str) -> None:
    step, rng = Step(), np.random.default_rng(3)
    ours = Processor(step.recorder)
    theirs = Cuda(step.recorder, compute, xp=cupy)
    for _ in range(4):  # eagerly, captured, replayed twice
        for view in (step.flat, step.x, step.dy):
            given = np.round(rng.normal(size=view.shape) * 8) / 8
            ours.write(view, given)
            theirs.write(view, given)
        ours.play()
        theirs.play()
        for view in (step.flat, step.x, step.y, step.dy):
            np.testing.assert_array_equal(theirs.read(view), ours.read(view))
        held = cupy.asnumpy(theirs.array(step.dy))
        np.testing.assert_array_equal(held.shape, step.dy.shape)


@pytest.mark.parametrize("preset", PRESETS)
def test_whole_steps_of_a_preset_are_those_of_the_processor(cupy: ModuleType, preset: str) -> None:
    query = PRESETS[preset].to_query() | {"rule": "nesterov"}  # Adam makes much of rounding
    runs = begun(query, Opener(lambda step: Cuda(step, "float32", xp=cupy), means("float32")))
    for _ in range(STEPS):
        runs.play()
    runs.machine.wait()
    same(runs, query, 5e-3)


def test_a_replay_waits_for_nothing(cupy: ModuleType) -> None:
    machine, gate = Cuda(Step().recorder, xp=cupy), threading.Event()
    for _ in range(2):  # eagerly, captured
        machine.play()
    machine.wait()
    machine.stream.launch_host_func(lambda _: gate.wait(10), None)
    for _ in range(50):
        machine.play()
    assert not machine.stream.done, "a step was waited for"
    gate.set()
    machine.wait()
    assert machine.stream.done


def test_more_memory_than_there_is_is_refused_before_it_is_taken(cupy: ModuleType) -> None:
    total = cupy.cuda.runtime.memGetInfo()[1]
    recorder = Recorder()
    recorder.make("much", (1, total), "byte", held=True)
    with pytest.raises(OutOfDeviceMemory, match="free on the graphics card"):
        Cuda(recorder, xp=cupy)


def test_the_fake_is_cupys(cupy: ModuleType) -> None:
    real = signatures.described(cupy)
    assert real == signatures.recorded()
    assert signatures.differences(real) == []
