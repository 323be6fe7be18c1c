"""The contract of a penalty: what weights cost by being large."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from engine.backend import Array
from engine.registry import Entry, Registry

Work = Callable[[str], Array]


@dataclass(frozen=True)
class Penalty(Entry):
    """R(W) as the lecture prints it, `size`; the loss adds share * strength * R.

    `share` is 1/2 for L2, so that its gradient is strength * W, and 1 otherwise; a page
    that follows the slides to the letter passes strength / share. `kink` is the slope of R just
    above 0: where it is not 0, weights can end at exactly 0.
    """

    share: ClassVar[float] = 1.0
    kink: ClassVar[float] = 0.0

    def size(self, w: Array) -> float:
        """R(W) of weights of any shape."""
        raise NotImplementedError

    def value(self, w: Array, strength: float) -> float:
        """What the loss adds: share * strength * R(W)."""
        return self.share * strength * self.size(w) if strength else 0.0

    def shrink(self, w: Array, amount: Array | float) -> Array:
        """The proximal step: v of least 1/2 (v - w)^2 + share * amount * R(v), number by number.

        `amount` >= 0 has the shape of w or broadcasts to it. A result is 0 exactly, never -0.
        Source: Parikh & Boyd 2014, https://doi.org/10.1561/2400000003.
        """
        raise NotImplementedError

    def add_gradient(self, w: Array, g: Array, strength: float, work: Work) -> None:
        """Add in place: g += share * strength * dR/dW; `work(name)` gives arrays like w.

        Where |w| has no slope, at 0, the slope counts as 0.
        """
        raise NotImplementedError


PENALTIES: Registry[Penalty] = Registry("penalty")
