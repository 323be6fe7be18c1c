"""Kernels of a card, compiled when a step wants them: each by itself, several at a time.

CuPy keeps what it compiled on disk by its text, so a kernel is compiled once on a machine and
not once for every network. NVRTC lets go of the interpreter and has no lock of its own (seen
with 12.9, 13.0 and 13.5): so many threads as there are cores compile side by side.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

from engine.gpu.sources import unit

# CuPy itself says for which card, and that functions are device functions.
OPTIONS = ("-std=c++17",)


def load_compiler(xp: ModuleType) -> None:
    """Load NVRTC whole, before threads or other libraries meet it."""
    # It opens a second library, which it finds only where CuPy has opened that for it. Threads that
    # compile in between fail, and so does cuDNN for ever where it is the first to load NVRTC.
    xp.cuda.nvrtc.getVersion()


class Compiled:
    """The kernels for activations of type `compute`, on the card at hand."""

    def __init__(self, xp: ModuleType, compute: str) -> None:
        self._xp, self._compute = xp, compute
        self._modules: dict[str, Any] = {}

    def prepare(self, names: Iterable[str]) -> None:
        """Compile these side by side; raises what CuPy raises."""
        made = {name: self._module(name) for name in sorted(set(names) - self._modules.keys())}
        if not made:
            return
        load_compiler(self._xp)
        with ThreadPoolExecutor(min(len(made), os.cpu_count() or 1)) as threads:
            for done in [threads.submit(module.compile) for module in made.values()]:
                done.result()
        self._modules |= made

    def get_function(self, name: str) -> Any:
        """One of them, as CuPy launches it; compiled now if it is not prepared."""
        self.prepare([name])
        return self._modules[name].get_function(name)

    def _module(self, name: str) -> Any:
        return self._xp.RawModule(code=unit(self._compute, name), options=OPTIONS)
