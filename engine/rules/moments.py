"""What Adam and its relatives share: both moments of the gradient, and the step from them."""

from __future__ import annotations

from collections.abc import Mapping

from engine.backend import Array, array_module
from engine.rules.average import blend
from engine.rules.base import Slots


def follow(state: Slots, g: Array, hyper: Mapping[str, float], scratch: Array) -> None:
    """Do m <- beta1 m + (1 - beta1) g;  v <- beta2 v + (1 - beta2) g^2."""
    blend(state["m"], g, hyper["beta1"], scratch)
    array_module(g).multiply(g, g, out=scratch)
    blend(state["v"], scratch, hyper["beta2"], scratch)


def corrected(state: Slots, t: int, hyper: Mapping[str, float], scratch: Array) -> Array:
    """Return lr m^ / (sqrt(v^) + eps), with m^ = m / (1 - beta1^t) and v^ = v / (1 - beta2^t).

    The root of 1 - beta2^t is taken out of the fraction: one pass over all numbers less.
    """
    xp, root = array_module(scratch), (1 - hyper["beta2"] ** t) ** 0.5
    xp.sqrt(state["v"], out=scratch)
    scratch += hyper["eps"] * root
    xp.divide(state["m"], scratch, out=scratch)
    scratch *= hyper["lr"] * root / (1 - hyper["beta1"] ** t)
    return scratch
