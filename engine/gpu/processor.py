"""A recorded step computed by NumPy: every operation by its twin, in the memory planned for it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.backend import Array
from engine.gpu.buffers import View
from engine.gpu.memory import plan
from engine.gpu.recorder import Call, Recorder

KINDS = {"int": "int32", "byte": "uint8", "long": "uint64"}


class Processor:
    """Holds the memory of a step and plays it; numbers are float32, or float64 for checks."""

    def __init__(self, recorder: Recorder, dtype: str = "float32") -> None:
        self.kinds = {"T": np.dtype(dtype), "float": np.dtype(dtype)}
        self.kinds |= {kind: np.dtype(name) for kind, name in KINDS.items()}
        sizes = {kind: dtype.itemsize for kind, dtype in self.kinds.items()}
        self.plan = plan(recorder, sizes)
        self._arena = np.zeros(self.plan.total, np.uint8)
        self._arena[self.plan.held :] = 255  # NaN: nothing may rest on what memory holds by chance
        self._calls = [(call, self._bound(call)) for call in recorder.calls]

    def array(self, view: View) -> Array:
        """The view as an array on this machine."""
        kind = self.kinds[view.buffer.kind]
        at = self.plan.offset(view.buffer) + view.begin * kind.itemsize
        return np.ndarray(view.shape, kind, self._arena.data, at, view.strides(kind.itemsize))

    def read(self, view: View) -> Array:
        """A copy of what the array holds, on the processor."""
        return self.array(view).copy()

    def write(self, view: View, values: Array) -> None:
        """Fill the array with `values`, which come from the processor."""
        self.array(view)[...] = values

    def play(self) -> Callable[[], None]:
        """Do the whole step; there is nothing left to wait for."""
        with np.errstate(all="ignore"):  # a diverging run says so by its loss
            for call, arguments in self._calls:
                call.operation.twin(**arguments)
        return lambda: None

    def _bound(self, call: Call) -> dict[str, object]:
        return {
            name: self.array(given) if isinstance(given, View) else given
            for name, given in call.arguments.items()
        }
