"""As much of CuPy as the engine uses, over the processor's memory; kernels run in the emulator.

It is stricter than a driver: nothing that is launched happens before somebody waits for it,
addresses have to lie in memory that was allocated, and while a stream captures, whatever
allocates or waits is refused. `calls` is everything that was asked of it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from engine.gpu.operations import OPERATIONS, THREADS
from engine.gpu.sources import TYPES, kernels, unit
from tests.gpu import emulator

UNSUPPORTED = "cudaErrorStreamCaptureUnsupported: operation not permitted when stream is capturing"
SCALARS = {"float": np.float32, "int": np.int32, "long": np.uint64}
Work = Callable[[], None]


class CUDARuntimeError(RuntimeError):
    def __init__(self, status: int, said: str = "") -> None:
        super().__init__(said or f"error {status}")
        self.status = status


class CUDADriverError(RuntimeError):
    def __init__(self, status: int) -> None:
        super().__init__(f"error {status}")
        self.status = status


class OutOfMemoryError(MemoryError):
    pass


class Graph:
    def __init__(self, card: FakeCupy, work: list[Work]) -> None:
        self._card, self._work, self._uploaded = card, work, False

    def launch(self, stream: Stream | None = None) -> None:
        self._card.asked("Graph.launch")
        (stream or self._card.current[-1]).queue += self._work

    def upload(self, stream: Stream | None = None) -> None:
        self._card.asked("Graph.upload")


class Stream:
    def __init__(
        self,
        card: FakeCupy,
        null: bool = False,
        non_blocking: bool = False,
        ptds: bool = False,
        priority: int | None = None,
    ) -> None:
        self._card, self.null, self.non_blocking, self.priority = card, null, non_blocking, priority
        self.queue: list[Work] = []
        self.captured: list[Work] | None = None
        card.asked("Stream")
        self.ptr = 0 if null else card.named(self)

    def __enter__(self) -> Stream:
        self._card.current.append(self)
        return self

    def __exit__(self, *args: object) -> None:
        self._card.current.pop()

    def begin_capture(self, mode: int | None = None) -> None:
        self._card.asked("Stream.begin_capture")
        if self.null:
            raise RuntimeError("cannot capture on the default (legacy) stream")
        self.captured = []
        self._card.capturing = self

    def end_capture(self) -> Graph:
        self._card.asked("Stream.end_capture")
        work, self.captured, self._card.capturing = self.captured, None, None
        if work is None or self._card.spoiled:
            self._card.spoiled = False
            raise CUDARuntimeError(901, "cudaErrorStreamCaptureInvalidated")
        return Graph(self._card, work)

    def is_capturing(self) -> bool:
        return self.captured is not None

    def synchronize(self) -> None:
        self._card.asked("Stream.synchronize", forbidden=True)
        work, self.queue = self.queue, []
        for one in work:
            one()

    def add(self, work: Work) -> None:
        (self.queue if self.captured is None else self.captured).append(work)


class Event:
    def __init__(self, card: FakeCupy, block: bool = False, disable_timing: bool = False) -> None:
        self._card = card
        card.asked("Event")

    def record(self, stream: Stream | None = None) -> None:
        self._card.asked("Event.record")
        self._stream = stream or self._card.current[-1]
        self._mark: Work = lambda: None
        self._stream.add(self._mark)

    def synchronize(self) -> None:
        self._card.asked("Event.synchronize", forbidden=True)
        while self._mark in self._stream.queue:
            self._stream.queue.pop(0)()


class Memory:
    def __init__(self, card: FakeCupy, size: int) -> None:
        card.asked("Memory", forbidden=True)
        if size > card.free:
            raise CUDARuntimeError(2, "cudaErrorMemoryAllocation: out of memory")
        card.free -= size
        self.size, self._card = size, card
        self.held = np.full(size, 0xA5, np.uint8)
        self.ptr = self.held.ctypes.data
        card.spans[id(self)] = (self.ptr, self.ptr + size)

    def __del__(self) -> None:
        if hasattr(self, "ptr"):
            self._card.free += self.size
            del self._card.spans[id(self)]


class MemoryPointer:
    def __init__(self, mem: Memory, offset: int) -> None:
        self.mem, self.ptr = mem, mem.ptr + offset


class PinnedMemory(Memory):
    def __init__(self, card: FakeCupy, size: int, flags: int = 0) -> None:
        assert flags == Runtime.hostAllocMapped
        super().__init__(card, size)


class Pointer(np.ndarray):
    """What has a buffer and an address, as CuPy's pointers have; its memory lives as long."""

    ptr: int
    owner: PinnedMemory


def pinned_memory_pointer(mem: PinnedMemory, offset: int) -> Pointer:
    made = mem.held[offset:].view(Pointer)
    made.ptr, made.owner = mem.ptr + offset, mem
    return made


class RawKernel:
    def __init__(self, card: FakeCupy, compute: str, name: str) -> None:
        self._card, self._compute, self._operation = card, compute, OPERATIONS[name]

    def __call__(self, grid: tuple, block: tuple, args: tuple, *, shared_mem: int = 0) -> None:
        self._card.asked(f"launch {self._operation.name}")
        assert isinstance(grid, tuple)
        assert grid[0] > 0, "CuPy would make it one block"
        assert (block, shared_mem) == ((THREADS,), 0)
        assert len(args) == len(self._operation.parameters)
        given, kept = (ctypes.c_void_p * len(args))(), []
        for i, (p, arg) in enumerate(zip(self._operation.parameters, args, strict=True)):
            assert type(arg) is (np.uint64 if p.role else SCALARS[p.kind]), p.name
            if p.role:
                self._card.judge(int(arg))
                given[i] = int(arg)
            else:  # the bytes are read when the kernel is launched
                kept.append(np.array(arg))
                given[i] = kept[-1].ctypes.data
        function = getattr(emulator.library(self._compute), f"run_{self._operation.name}")
        function.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_bool]

        def work() -> None:
            assert len(kept) <= len(given)
            function(grid[0], block[0], ctypes.cast(given, ctypes.c_void_p), False)

        self._card.current[-1].add(work)


class RawModule:
    def __init__(
        self,
        card: FakeCupy,
        code: str | None = None,
        *,
        path: str | None = None,
        options: tuple = (),
        backend: str = "nvrtc",
    ) -> None:
        card.asked("RawModule", forbidden=True)
        assert options == ("-std=c++17",), "CuPy adds the others itself"
        texts = {unit(t, k.name): (t, k.name) for t in TYPES for k in kernels()}
        self._compute, self._name = texts[code or ""]
        self._card, self._compiled = card, False

    def compile(self, log_stream: object = None) -> None:
        """May be asked by another thread than the one whose stream captures."""
        self._card.asked(f"compile {self._name}", forbidden=True)
        assert self._card.loaded, "threads that meet where NVRTC is loaded find half of it"
        self._compiled = True

    def get_function(self, name: str) -> RawKernel:
        self._card.asked("RawModule.get_function", forbidden=True)
        assert self._compiled
        if name != self._name:
            raise CUDADriverError(500)  # CUDA_ERROR_NOT_FOUND
        return RawKernel(self._card, self._compute, name)


class Nvrtc:
    """cupy.cuda.nvrtc."""

    def __init__(self, card: FakeCupy) -> None:
        self._card = card

    def getVersion(self) -> tuple[int, int]:
        """The first of its calls loads the library."""
        self._card.loaded = True
        return 13, 0


class Runtime:
    """cupy.cuda.runtime."""

    CUDARuntimeError = CUDARuntimeError
    hostAllocMapped = 2
    memcpyHostToDevice, memcpyDeviceToHost, memcpyDefault = 1, 2, 4

    def __init__(self, card: FakeCupy) -> None:
        self._card = card

    def getDevice(self) -> int:
        return 0

    def deviceGetAttribute(self, attrib: int, device: int) -> int:
        assert device == self.getDevice()
        return {75: self._card.capability // 10, 76: self._card.capability % 10}[attrib]

    def memGetInfo(self) -> tuple[int, int]:
        self._card.asked("memGetInfo")
        return self._card.free, self._card.total

    def memsetAsync(self, ptr: int, value: int, size: int, stream: int) -> None:
        self._card.asked("memsetAsync")
        if size:
            self._card.judge(ptr, size)
        self._card.streams[stream].add(lambda: void(ctypes.memset(ptr, value, size)))

    def memcpy(self, dst: int, src: int, size: int, kind: int) -> None:
        """Between the processor and the device, after what the null stream was asked for."""
        self._card.asked("memcpy", forbidden=True)
        self._card.judge({1: dst, 2: src}[kind], size)
        self.deviceSynchronize()
        ctypes.memmove(dst, src, size)

    def deviceSynchronize(self) -> None:
        self._card.asked("deviceSynchronize", forbidden=True)
        for stream in (self._card.current[0], *self._card.streams.values()):
            stream.synchronize()

    def memcpy2DAsync(
        self,
        dst: int,
        dpitch: int,
        src: int,
        spitch: int,
        width: int,
        height: int,
        kind: int,
        stream: int,
    ) -> None:
        self._card.asked("memcpy2DAsync")
        assert width * height > 0
        if width > min(dpitch, spitch) or max(dpitch, spitch) >= 2**31:
            raise CUDARuntimeError(12, "cudaErrorInvalidPitchValue: invalid pitch argument")

        def work() -> None:
            for row in range(height):
                ctypes.memmove(dst + row * dpitch, src + row * spitch, width)

        self._card.streams[stream].add(work)


def void(_: object) -> None:
    """Statements that are expressions."""


class FakeCupy:
    """One card; what it is given as `xp`."""

    def __init__(self, total: int = 1 << 30, capability: int = 90) -> None:
        self.total, self.free, self.capability = total, total, capability
        self.calls: list[str] = []
        self.spans: dict[int, tuple[int, int]] = {}
        self.streams: dict[int, Stream] = {}
        self.capturing: Stream | None = None
        self.spoiled = self.loaded = False
        self.fails: dict[str, Exception] = {}
        self.current: list[Stream] = []
        self.current.append(Stream(self, null=True))
        self.cuda = SimpleNamespace(
            runtime=Runtime(self),
            nvrtc=Nvrtc(self),
            driver=SimpleNamespace(CUDADriverError=CUDADriverError),
            memory=SimpleNamespace(OutOfMemoryError=OutOfMemoryError),
            Stream=lambda *a, **k: Stream(self, *a, **k),
            Event=lambda **k: Event(self, **k),
            Memory=lambda size: Memory(self, size),
            MemoryPointer=MemoryPointer,
            PinnedMemory=lambda size, flags=0: PinnedMemory(self, size, flags),
            PinnedMemoryPointer=pinned_memory_pointer,
        )

    def RawModule(self, code: str | None = None, **options: Any) -> RawModule:
        return RawModule(self, code, **options)

    def ndarray(
        self, shape: tuple, dtype: Any = float, memptr: Any = None, strides: Any = None
    ) -> np.ndarray:
        self.asked("ndarray")
        begin = memptr.ptr - memptr.mem.ptr
        return np.ndarray(shape, dtype, memptr.mem.held.data, begin, strides)

    def asnumpy(self, a: np.ndarray) -> np.ndarray:
        return np.array(a)

    def named(self, stream: Stream) -> int:
        self.streams[len(self.streams) + 2] = stream
        return len(self.streams) + 1

    def asked(self, call: str, *, forbidden: bool = False) -> None:
        """Note a call, and fail where a driver would."""
        self.calls.append(call)
        if call in self.fails:
            raise self.fails[call]
        if forbidden and self.capturing is not None:
            self.spoiled = True
            raise CUDARuntimeError(900, UNSUPPORTED)

    def judge(self, ptr: int, size: int = 1) -> None:
        """An address nobody allocated is what a device would call illegal."""
        if not any(begin <= ptr and ptr + size <= end for begin, end in self.spans.values()):
            raise CUDARuntimeError(700, "cudaErrorIllegalAddress: an illegal memory access")
