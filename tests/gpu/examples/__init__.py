"""Arguments to try every kernel with: small and awkward sizes, several runs side by side."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

Case = tuple[int, dict[str, Any]]  # over, arguments; arrays of kind T as float32
Make = Callable[[np.random.Generator], Iterator[Case]]

EXAMPLES: dict[str, Make] = {}


def example(*names: str) -> Callable[[Make], Make]:
    """Declare the cases of one kernel, or of several with the same parameters."""

    def declare(make: Make) -> Make:
        assert not EXAMPLES.keys() & set(names), names
        EXAMPLES.update(dict.fromkeys(names, make))
        return make

    return declare


def load() -> None:
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
