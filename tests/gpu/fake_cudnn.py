"""As much of cuDNN's frontend as the engine uses: graphs of one pass, computed by its twin.

What is executed happens on the handle's stream, when somebody waits for it, and scribbles on
all of the workspace it said it needs.
"""

from __future__ import annotations

import ctypes
from types import SimpleNamespace
from typing import Any

import numpy as np

from engine.gpu.operations import OPERATIONS
from tests.gpu.fake_cupy import FakeCupy

WORKSPACES = (0, 4096, 512)  # of the plans
SPEED = (3.0, 1.0, 2.0)  # milliseconds


class Tensor:
    def __init__(self, name: str = "", **given: Any) -> None:
        self.name, self.dim, self.virtual = name, given.get("dim"), "dim" not in given

    def set_name(self, name: str) -> Tensor:
        self.name = name
        return self

    def set_output(self, on: bool) -> Tensor:
        self.virtual = not on
        return self

    def set_data_type(self, kind: object) -> Tensor:
        return self

    def set_dim(self, dim: list[int]) -> Tensor:
        self.dim = dim
        return self

    def set_stride(self, stride: list[int]) -> Tensor:
        return self


class Graph:
    def __init__(self, cudnn: FakeCudnn, handle: Any = None, **types: Any) -> None:
        assert types["compute_data_type"] == "FLOAT"
        self.cudnn, self.handle, self.name, self.built = cudnn, handle, "", set[int]()
        self.steps: dict[str, list[int]] = {}

    def tensor(self, **given: Any) -> Tensor:
        return Tensor(**given)

    def conv_fprop(self, image: Tensor, weight: Tensor, **steps: list[int]) -> Tensor:
        return self._does("convolve_forward", steps)

    def conv_dgrad(self, loss: Tensor, filter: Tensor, **steps: list[int]) -> Tensor:
        return self._does("convolve_dx", steps)

    def conv_wgrad(self, image: Tensor, loss: Tensor, **steps: list[int]) -> Tensor:
        return self._does("convolve_dw", steps)

    def bias(self, name: str, input: Tensor, bias: Tensor) -> Tensor:
        return self._does("convolve_bias", self.steps)

    def _does(self, name: str, steps: dict[str, list[int]]) -> Tensor:
        self.name, self.steps = name, steps
        return Tensor()

    def create_execution_plans(self, modes: list[str]) -> None:
        assert modes == ["A", "FALLBACK"]

    def deselect_numeric_notes(self, notes: list[str]) -> None:
        assert "NONDETERMINISTIC" in notes

    def validate(self) -> None:
        if self.name in self.cudnn.refuses or self.steps["stride"][0] in self.cudnn.strides:
            raise RuntimeError(f"{self.name}: not supported")

    def build_operation_graph(self) -> None: ...
    def check_support(self) -> None: ...

    def get_execution_plan_count(self) -> int:
        return len(WORKSPACES)

    def get_plan_name_at_index(self, index: int) -> str:
        return f"eng{index}"

    def build_plan_at_index(self, index: int) -> None:
        self.cudnn.card.asked("build a plan", forbidden=True)
        assert self.cudnn.card.loaded, "failed to open libnvrtc-builtins.so"
        self.built.add(index)

    def get_workspace_size_plan_at_index(self, index: int) -> int:
        assert index in self.built
        return WORKSPACES[index]

    def execute_plan_at_index(
        self, given: dict[Tensor, int], workspace: int, index: int, handle: Any = None
    ) -> None:
        card = self.cudnn.card
        assert index in self.built
        arrays = {}
        for tensor, address in given.items():
            size = int(np.prod(tensor.dim))
            card.judge(address, 4 * size)
            assert address % 16 == 0, "CUDNN_STATUS_BAD_PARAM_MISALIGNED_POINTER"
            held = (ctypes.c_float * size).from_address(address)
            arrays[tensor.name] = np.frombuffer(held, np.float32)
        card.judge(workspace, max(WORKSPACES[index], 1))
        numbers = self._numbers({t.name.removeprefix("d"): t.dim for t in given})

        def work() -> None:
            ctypes.memset(workspace, 255, WORKSPACES[index])
            OPERATIONS[self.name].twin(**arrays, **numbers)

        self.cudnn.executed.append((self.name, index))
        card.streams[handle.stream].add(work)

    def _numbers(self, dims: dict[str, Any]) -> dict[str, int]:
        """What the twin is told: from sides (N, C, H, W), as far as they are among the arrays."""
        made = {"stride": self.steps["stride"][0], "pad": self.steps["padding"][0]}
        if "x" in dims:
            made |= dict(zip(("n", "c", "h", "w"), dims["x"], strict=True))
        if "filters" in dims:
            made |= {"f": dims["filters"][0], "c": dims["filters"][1], "k": dims["filters"][2]}
        return made


class FakeCudnn:
    """The module `cudnn`, for one card."""

    def __init__(self, card: FakeCupy) -> None:
        self.refuses, self.strides = set[str](), set[int]()  # passes, strides without a plan
        self.card, self.executed, self.handles = card, list[tuple[str, int]](), list[Any]()
        self.data_type = SimpleNamespace(FLOAT="FLOAT", HALF="HALF", BFLOAT16="BFLOAT16")
        self.heur_mode = SimpleNamespace(A="A", FALLBACK="FALLBACK")
        notes = ("NONDETERMINISTIC", "REDUCED_PRECISION_REDUCTION")
        notes += ("TENSOR_CORE", "DOWN_CONVERT_INPUTS")
        self.numerical_note = SimpleNamespace(**{note: note for note in notes})
        card.cuda.get_elapsed_time = lambda begin, end: 5 * SPEED[self.executed[-1][1]]
        card.cuda.runtime.getDeviceProperties = lambda device: {"name": b"Card"}

    def pygraph(self, **given: Any) -> Graph:
        return Graph(self, **given)

    def create_handle(self) -> Any:
        self.card.asked("cudnnCreate", forbidden=True)
        self.handles.append(SimpleNamespace(stream=0))
        return self.handles[-1]

    def set_stream(self, *, handle: Any, stream: int) -> None:
        handle.stream = stream

    def destroy_handle(self, handle: Any) -> None:
        self.handles.remove(handle)

    def backend_version(self) -> int:
        return 92700
