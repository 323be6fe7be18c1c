"""BFGS and L-BFGS as SciPy has them, traced; without SciPy there is nothing to trace.

Nocedal & Wright 2006, Numerical Optimization, chapters 6 and 7.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import numpy as np

from engine.backend import Array
from engine.second.counter import Counter

NAMES = {"bfgs": "BFGS", "lbfgs": "L-BFGS-B"}
EXACT = 1e-10  # the gradient at which both stop


def available() -> bool:
    """Whether SciPy is installed."""
    return find_spec("scipy") is not None


def quasi(key: str, counter: Counter, start: Array, steps: int, pairs: int) -> Iterator[Any]:
    """The point and the counts after every iteration of a method of NAMES."""
    from scipy.optimize import minimize  # half a second, and only where it is asked for

    seen: list[tuple[Array, tuple[int, int, int]]] = []

    def asked(at: Array) -> tuple[float, Array]:
        value, slope = counter.both(at)
        return (value if np.isfinite(value) else np.inf), np.nan_to_num(slope)

    options: dict[str, Any] = {"maxiter": steps, "gtol": EXACT}
    if key == "lbfgs":
        options |= {"maxcor": pairs, "ftol": 0.0}
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        minimize(
            asked,
            start,
            jac=True,
            method=NAMES[key],
            callback=lambda xk: seen.append((np.array(xk), counter.seen())),
            options=options,
        )
    yield from seen
