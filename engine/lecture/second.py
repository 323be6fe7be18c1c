"""The lecture's numbers of second-order methods."""

from __future__ import annotations

from collections.abc import Callable

from engine.expressions import read
from engine.second import memory, walks

VALLEY = "0.5*(x^2 + 10*y^2)"
MOST = 20


def hessian_size(n: int) -> float:
    """Gigabytes of a float32 Hessian of n parameters."""
    return memory(n, 1).hessian / 1e9


def newton_steps() -> float:
    """How many steps Newton's method takes down the valley."""
    return float(walks(read(VALLEY), ("newton",), (1.0, 1.0), MOST, 0.1, 1).lasts[0])


SECOND: dict[str, Callable[..., float]] = {
    "hessian_size": hessian_size,
    "newton_steps": newton_steps,
}
