"""Passes of a convolution as graphs of cuDNN; the only module that imports its frontend.

A graph is described by shapes and strides and needs no GPU to be made and validated.
https://docs.nvidia.com/deeplearning/cudnn/frontend/latest/operations/Convolutions.html
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from engine.convolution import Geometry

TYPES = {"float32": "FLOAT", "float16": "HALF", "bfloat16": "BFLOAT16"}
NOTES = ("NONDETERMINISTIC", "REDUCED_PRECISION_REDUCTION")  # of plans we do not take

Sides = tuple[int, int, int, int]


def installed() -> bool:
    """Whether the frontend can be imported; nothing is imported to know."""
    return importlib.util.find_spec("cudnn") is not None


def frontend() -> ModuleType:
    """The frontend; raises ImportError without it, or without the library it loads."""
    import cudnn

    return cudnn  # type: ignore[no-any-return]


def version() -> int:
    """The library's version, as 92700 for 9.27; 0 without it or without its frontend."""
    if not installed():
        return 0
    try:
        return int(frontend().backend_version())
    except (ImportError, OSError, RuntimeError):  # the frontend is here, the library is not
        return 0


@dataclass(frozen=True)
class Pass:
    """What one operation asks for: `name` as it is registered, for n images of type `compute`."""

    name: str
    n: int
    g: Geometry
    compute: str

    @property
    def key(self) -> str:
        """All that a choice of plans depends on, beside the machine."""
        g = self.g
        image = f"{self.n}x{g.h}x{g.w}x{g.c}"
        return f"{self.name} {image} f{g.f} k{g.k} s{g.stride} p{g.pad} {self.compute}"

    def sides(self, name: str) -> tuple[Sides, Sides]:
        """Logical sides (N, C, H, W) of an array and how far apart numbers lie along each."""
        n, g = self.n, self.g
        if name in ("x", "dx"):
            return _channels_last(n, g.c, g.h, g.w)
        if name in ("y", "dy"):
            return _channels_last(n, g.f, g.out_h, g.out_w)
        if name in ("filters", "dfilters"):
            return _channels_last(g.f, g.c, g.k, g.k)
        return _channels_last(1, g.f, 1, 1)


def _channels_last(n: int, c: int, h: int, w: int) -> tuple[Sides, Sides]:
    return (n, c, h, w), (h * w * c, 1, w * c, c)


@dataclass
class Graph:
    """A pass as cuDNN knows it: `tensors` by the names of the operation's arrays."""

    asked: Pass
    graph: Any
    tensors: Mapping[str, Any]

    def validate(self) -> None:
        """Have the frontend check shapes, strides and types; raises RuntimeError."""
        self.graph.validate()

    def plan(self) -> None:
        """Have cuDNN rank its plans for the device at hand; raises RuntimeError."""
        cudnn = frontend()
        self.validate()
        self.graph.build_operation_graph()
        self.graph.create_execution_plans([cudnn.heur_mode.A, cudnn.heur_mode.FALLBACK])
        notes = [getattr(cudnn.numerical_note, note) for note in self.refused]
        self.graph.deselect_numeric_notes(notes)
        self.graph.check_support()

    @property
    def refused(self) -> tuple[str, ...]:
        """Notes of plans that would not give the same bits again, or float32 less than its own."""
        exact = self.asked.compute == "float32"
        return NOTES + (("TENSOR_CORE", "DOWN_CONVERT_INPUTS") if exact else ())

    def run(self, index: int, addresses: Mapping[str, int], workspace: int, handle: Any) -> None:
        """Launch the plan of this index on the handle's stream."""
        given = {self.tensors[name]: at for name, at in addresses.items()}
        self.graph.execute_plan_at_index(given, workspace, index, handle=handle)


def graph(asked: Pass, handle: Any = None) -> Graph:
    """The graph of a pass; nothing is built. Raises ValueError for a pass of another name."""
    if asked.name not in PASSES:
        raise ValueError(f"expected a pass of {', '.join(PASSES)}, got {asked.name!r}")
    cudnn = frontend()
    exact, stored = cudnn.data_type.FLOAT, getattr(cudnn.data_type, TYPES[asked.compute])
    made = cudnn.pygraph(
        io_data_type=stored,
        intermediate_data_type=exact,
        compute_data_type=exact,
        **({} if handle is None else {"handle": handle}),
    )
    reads, writes = PASSES[asked.name]
    tensors = {name: _tensor(made, asked, name, stored) for name in reads}
    result = _result(made, asked, tensors)
    dims, strides = asked.sides(writes)
    result.set_name(writes).set_output(True).set_data_type(stored)
    result.set_dim(list(dims)).set_stride(list(strides))
    return Graph(asked, made, tensors | {writes: result})


# By name: the arrays that are read, and the one that is written.
PASSES: dict[str, tuple[tuple[str, ...], str]] = {
    "convolve_forward": (("x", "filters"), "y"),
    "convolve_bias": (("x", "filters", "b"), "y"),
    "convolve_dx": (("dy", "filters"), "dx"),
    "convolve_dw": (("x", "dy"), "dfilters"),
}


def _tensor(made: Any, asked: Pass, name: str, stored: Any) -> Any:
    dims, strides = asked.sides(name)
    return made.tensor(name=name, dim=list(dims), stride=list(strides), data_type=stored)


def _result(made: Any, asked: Pass, tensors: Mapping[str, Any]) -> Any:
    g = asked.g
    steps = {"padding": [g.pad] * 2, "stride": [g.stride] * 2, "dilation": [1, 1]}
    if asked.name == "convolve_dx":
        return made.conv_dgrad(loss=tensors["dy"], filter=tensors["filters"], **steps)
    if asked.name == "convolve_dw":
        return made.conv_wgrad(image=tensors["x"], loss=tensors["dy"], **steps)
    y = made.conv_fprop(image=tensors["x"], weight=tensors["filters"], **steps)
    return made.bias(name="bias", input=y, bias=tensors["b"]) if "b" in tensors else y
