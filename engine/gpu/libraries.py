"""Products and convolutions on a GPU: by cuBLAS and cuDNN, products without them by a kernel."""

from __future__ import annotations

import functools
import math
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from engine.backend import GPU
from engine.convolution import Geometry
from engine.gpu import cublas, cudnn
from engine.gpu.compiling import load_compiler
from engine.gpu.convolution import PLAIN, Means
from engine.gpu.cudnn import Pass
from engine.gpu.executors import Launch, Machine, Planned, bind, executes
from engine.gpu.operations import OPERATIONS
from engine.gpu.plans import Choice, NoPlan, Plans, Timer, choose, first
from engine.gpu.recorder import Call
from engine.gpu.twins.convolve import Convolve, geometry
from engine.gpu.twins.gemm import Product

TIMES = 5  # launches that are timed together
CAPABILITY = (75, 76)  # cudaDeviceAttr: major, minor

_blas: weakref.WeakKeyDictionary[Machine, cublas.Cublas] = weakref.WeakKeyDictionary()
_sessions: weakref.WeakKeyDictionary[Machine, Session] = weakref.WeakKeyDictionary()
_kept = [Plans()]
_barred: set[tuple[str, Geometry]] = set()  # types and convolutions for which there was no plan


def keep_plans_in(folder: Path) -> None:
    """Have choices of plans kept in a file there, which other starts find."""
    _kept[0] = Plans(folder)


@functools.cache
def means(compute: str) -> Means:
    """What this process can do convolutions of type `compute` with: small ones are planned."""
    if cudnn.version() == 0:
        return PLAIN
    load_compiler(GPU.xp)  # for cuDNN, which compiles its engines here and now
    # Forwards there may be a plan where there is none that goes back and has the same bits again.
    alone = all(_can_plan(name, compute) for name in cudnn.PASSES if name != "convolve_bias")
    biased = alone and _can_plan("convolve_bias", compute)
    return Means(cudnn=alone, cudnn_bias=biased, plans=lambda g: (compute, g) not in _barred)


def _can_plan(name: str, compute: str) -> bool:
    """Whether a plan of such a pass builds on the card at hand."""
    frontend = cudnn.frontend()
    try:
        handle = frontend.create_handle()
    except RuntimeError:
        return False
    try:
        tried = cudnn.graph(Pass(name, 8, Geometry(8, 8, 16, 16, 3, 1, 1), compute), handle)
        tried.plan()
        return first(tried.graph) is not None
    except Exception:  # the frontend raises several kinds: not on this card, or not this version
        return False
    finally:
        frontend.destroy_handle(handle)


@executes(Product)
def product(machine: Machine, call: Call) -> Launch:
    """By cuBLAS, or by the kernel that takes the same arguments.

    The kernel multiplies in float whatever is stored, so that bfloat16 works on every card.
    """
    operation = cast(Product, call.operation)
    found = cublas.library()
    if found is None or not cublas.multiplies(machine.compute, _capability(machine)):
        return bind(machine, replace(call, operation=OPERATIONS[operation.kernel]))
    if machine not in _blas:
        _blas[machine] = cublas.Cublas(found, machine.stream.ptr)
        weakref.finalize(machine, _blas[machine].close)
    blas, workspace = _blas[machine], machine.workspace(cublas.WORKSPACE)
    exact = operation.name.startswith("gemm_exact")
    launch = blas.product(call.arguments | _addresses(machine, call), machine.compute, exact=exact)

    def launched() -> None:
        blas.lend(workspace())
        launch()

    return launched


@executes(Convolve)
def convolve(machine: Machine, call: Call) -> Launch:
    """By cuDNN, with the plan that was the fastest on this card; raises NoPlan, once for a kind."""
    if machine not in _sessions:
        _sessions[machine] = Session(machine)
        weakref.finalize(machine, _sessions[machine].close)
    session, addresses = _sessions[machine], _addresses(machine, call)
    numbers = {p.name: call.arguments[p.name] for p in call.operation.parameters if not p.role}
    asked = Pass(call.operation.name, numbers["n"], geometry(numbers), machine.compute)
    try:
        graph, choice = session.planned(asked, addresses)
    except NoPlan:
        _barred.add((machine.compute, asked.g))
        raise
    workspace, handle = machine.workspace(choice.workspace), session.handle
    took = f", {1e6 * choice.seconds:.0f} us" if choice.seconds else ""  # kept ones are not timed
    return Planned(
        lambda: graph.run(choice.index, addresses, workspace(), handle),
        f"{choice.name}, {choice.workspace / 2**20:.0f} MiB{took}",
    )


class Session:
    """cuDNN on one machine's stream; the graph of a pass is made once, however often it is used."""

    def __init__(self, machine: Machine) -> None:
        self._cudnn, self._xp, self._stream = cudnn.frontend(), machine.xp, machine.stream
        self.handle = self._cudnn.create_handle()
        self._cudnn.set_stream(handle=self.handle, stream=self._stream.ptr)
        runtime = self._xp.cuda.runtime
        name = runtime.getDeviceProperties(runtime.getDevice())["name"].decode()
        self._machine = f"{name}, cuDNN {self._cudnn.backend_version()}"
        self._made: dict[Pass, tuple[cudnn.Graph, Choice]] = {}

    def planned(self, asked: Pass, addresses: dict[str, int]) -> tuple[cudnn.Graph, Choice]:
        """The graph of a pass and its plan; arrays at `addresses` may be overwritten to time it.

        Raises NoPlan.
        """
        if asked not in self._made:
            graph = cudnn.graph(asked, self.handle)
            try:
                graph.plan()
            except Exception as error:  # several kinds: not on this card, or not this version
                raise NoPlan(f"{asked.key}: {error}") from error
            key, timer = f"{self._machine}: {asked.key}", self._timer(graph, addresses)
            self._made[asked] = graph, choose(graph.graph, key, _kept[0], timer)
        return self._made[asked]

    def close(self) -> None:
        """Give the handle back."""
        self._made.clear()
        self._cudnn.destroy_handle(self.handle)

    def _timer(self, graph: cudnn.Graph, addresses: dict[str, int]) -> Timer:
        def timer(index: int, size: int) -> float:
            try:
                scratch = self._xp.cuda.Memory(max(size, 1))
                return self._seconds(lambda: graph.run(index, addresses, scratch.ptr, self.handle))
            except Exception:  # builds, but does not run here or wants more than is free
                return math.inf

        return timer

    def _seconds(self, launch: Callable[[], None]) -> float:
        """Of one launch, the device's own clock; the first one is not counted."""
        begin, end = self._xp.cuda.Event(), self._xp.cuda.Event()
        launch()
        begin.record(self._stream)
        for _ in range(TIMES):
            launch()
        end.record(self._stream)
        end.synchronize()
        return float(self._xp.cuda.get_elapsed_time(begin, end)) / 1000 / TIMES


def _capability(machine: Machine) -> int:
    """10 major + minor of the card at hand."""
    runtime = machine.xp.cuda.runtime
    major, minor = (runtime.deviceGetAttribute(n, runtime.getDevice()) for n in CAPABILITY)
    return int(10 * major + minor)


def _addresses(machine: Machine, call: Call) -> dict[str, Any]:
    """Where the call's arrays begin."""
    return {p.name: machine.pointer(view) for p, view in call.views()}
