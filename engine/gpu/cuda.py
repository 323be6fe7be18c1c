"""A recorded step on a GPU: one arena, one CUDA graph, replayed."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

import engine.gpu.libraries  # noqa: F401 - does products and convolutions
from engine.backend import GPU, Array, OutOfDeviceMemory
from engine.gpu.buffers import Buffer, View
from engine.gpu.compiling import Compiled
from engine.gpu.executors import Planned, bind
from engine.gpu.faults import faults, free
from engine.gpu.memory import Scratch, plan
from engine.gpu.operations import Kernel
from engine.gpu.recorder import Recorder
from engine.gpu.stored import dtypes, restored, stored

# Priorities of streams: less goes first, and what a card does not have becomes its least.
USUAL, FIRST = 0, -5
SPARE = 64 << 20  # bytes that compiled kernels, graphs and the driver want beside ours


def needed(recorder: Recorder, compute: str) -> int:
    """How many bytes of a device the step takes; no device is asked."""
    return plan(recorder, _sizes(compute)).total + SPARE


class Cuda:
    """Holds the memory of a step on a GPU and plays it: once eagerly, then as one CUDA graph.

    `compute` is the type of kind T. Raises OutOfDeviceMemory before it takes anything,
    DeviceLost when there is no device (any more).
    """

    def __init__(
        self,
        recorder: Recorder,
        compute: str = "float16",
        *,
        priority: int = USUAL,
        xp: ModuleType | None = None,
    ) -> None:
        self.xp, self.compute, self.kinds = xp or GPU.xp, compute, dtypes(compute)
        self.plan = plan(recorder, _sizes(compute))
        self.graph: Any = None
        self._scratch = Scratch()
        self._warm = False
        with faults(self.xp, self.plan.total):
            self._ask(self.plan.total + SPARE)
            self.stream = self.xp.cuda.Stream(non_blocking=True, priority=priority)
            event = functools.partial(self.xp.cuda.Event, block=True, disable_timing=True)
            self._done = [event(), event()]  # of a step and of the one after it
            self.module = Compiled(self.xp, compute)
            operations = [call.operation for call in recorder.calls]
            self.module.prepare(o.name for o in operations if isinstance(o, Kernel))
            self._arena = self._take(self.plan.total)
            self._mapped = {id(b): self._pinned(b) for b in recorder.buffers if b.mapped}
            self._clear()
            self._calls = recorder.calls
            self._launches = [bind(self, call) for call in recorder.calls]
            self._ask(self._scratch.size)
            self._scratch.memory = self._take(self._scratch.size)

    def array(self, view: View) -> Array:
        """The view where it is: a CuPy array, or of what is mapped a NumPy array."""
        kind, pinned = self.kinds[view.buffer.kind], self._mapped.get(id(view.buffer))
        strides = view.strides(kind.itemsize)
        if pinned is not None:
            return np.ndarray(view.shape, kind, pinned, view.begin * kind.itemsize, strides)
        at = self.xp.cuda.MemoryPointer(self._arena, self.pointer(view) - self._arena.ptr)
        return self.xp.ndarray(view.shape, kind, at, strides)

    def read(self, view: View) -> Array:
        """A copy of what the array holds, on the processor; waits for what was played."""
        held = np.empty(view.shape, self.kinds[view.buffer.kind])
        self._copy(view, held, into=False)
        return restored(held, self.compute) if view.buffer.kind == "T" else held

    def write(self, view: View, values: Array) -> None:
        """Fill the array with `values`, which come from the processor."""
        kind = self.kinds[view.buffer.kind]
        given = stored(values, self.compute) if view.buffer.kind == "T" else values
        held = np.empty(view.shape, kind)
        held[...] = given
        self._copy(view, held, into=True)

    def play(self) -> Callable[[], None]:
        """Begin the whole step and ask the device nothing; what it returns waits for this step."""
        with faults(self.xp), self.stream:
            if self._warm:
                self.capture()
                self.graph.launch(self.stream)
            else:  # libraries load, choose and allocate at the first call
                self._launch()
                self._warm = True
            done = self._done[0]
            self._done.reverse()
            done.record(self.stream)
        return lambda: self._wait_for(done)

    def _wait_for(self, done: Any) -> None:
        with faults(self.xp):
            done.synchronize()

    def capture(self) -> None:
        """Make the graph of a step, unless there is one, and bring it to the device."""
        if self.graph is not None:
            return
        with faults(self.xp), self.stream:
            self.stream.begin_capture()
            try:
                self._launch()
            except BaseException:
                with contextlib.suppress(Exception):  # the first error is the one to tell
                    self.stream.end_capture()
                raise
            self.graph = self.stream.end_capture()
            self.graph.upload(self.stream)

    def wait(self) -> None:
        """Until all that was played is done."""
        with faults(self.xp):
            self.stream.synchronize()

    def pointer(self, view: View) -> int:
        """The address of the view's first number, as the device knows it."""
        pinned = self._mapped.get(id(view.buffer))
        begin = view.begin * self.kinds[view.buffer.kind].itemsize
        if pinned is not None:  # one address space: the device uses the processor's address
            return int(pinned.ptr) + begin
        return int(self._arena.ptr) + self.plan.offset(view.buffer) + begin

    def plans(self) -> list[tuple[str, str]]:
        """What executors say they chose, as (operation and shape of its result, plan)."""
        pairs = zip(self._calls, self._launches, strict=True)
        return [(call.named(), one.plan) for call, one in pairs if isinstance(one, Planned)]

    def workspace(self, size: int) -> Callable[[], int]:
        """Bytes that a call may scribble on: one piece for all, as one runs after another."""
        scratch = self._scratch  # launches that held the machine would keep its memory taken
        scratch.size = max(scratch.size, size)
        return lambda: int(scratch.memory.ptr)

    def _launch(self) -> None:
        for launch in self._launches:
            launch()

    def _ask(self, size: int) -> None:
        left = free(self.xp)
        if size > left:
            raise OutOfDeviceMemory(size, left)

    def _take(self, size: int) -> Any:
        """Memory from the driver itself, so that it is free again when this machine is gone."""
        return self.xp.cuda.Memory(max(size, 1))

    def _pinned(self, buffer: Buffer) -> Any:
        size = buffer.size * self.kinds[buffer.kind].itemsize
        flags = self.xp.cuda.runtime.hostAllocMapped
        return self.xp.cuda.PinnedMemoryPointer(self.xp.cuda.PinnedMemory(size, flags), 0)

    def _clear(self) -> None:
        """What is held begins at 0, the rest as NaN: nothing may rest on what it holds."""
        runtime, at, held = self.xp.cuda.runtime, self._arena.ptr, self.plan.held
        runtime.memsetAsync(at, 0, held, self.stream.ptr)
        runtime.memsetAsync(at + held, 255, self.plan.total - held, self.stream.ptr)
        for pinned in self._mapped.values():
            np.frombuffer(pinned, np.uint8)[...] = 0

    def _copy(self, view: View, host: Array, *, into: bool) -> None:
        """Between the view, whose runs may lie apart, and a C-contiguous array; waits."""
        runtime, size = self.xp.cuda.runtime, host.nbytes
        rows = 1 if view.whole else view.runs
        device = (self.pointer(view), view.stride * host.itemsize if rows > 1 else size)
        here = (host.ctypes.data, size // rows)
        to, source = (device, here) if into else (here, device)
        if not size:
            return
        with faults(self.xp):
            runtime.memcpy2DAsync(
                *to, *source, size // rows, rows, runtime.memcpyDefault, self.stream.ptr
            )
            self.stream.synchronize()


def _sizes(compute: str) -> dict[str, int]:
    return {kind: dtype.itemsize for kind, dtype in dtypes(compute).items()}
