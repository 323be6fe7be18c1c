"""The order in which layers are computed: the declared one, a little rearranged."""

from __future__ import annotations

from collections.abc import Sequence

from engine.layers import Layer


def execution_order(layers: Sequence[Layer]) -> tuple[int, ...]:
    """Indices of `layers`: max pooling goes before a function that commutes with the maximum.

    max(relu(a), relu(b)) = relu(max(a, b)), and the gradient takes the same way back:
    the same numbers with a quarter of the work behind a 2x2 pooling.
    """
    order = list(range(len(layers)))
    for at in range(1, len(order)):
        before, here = layers[order[at - 1]], layers[order[at]]
        if here.takes_max and before.commutes_with_max:
            order[at - 1], order[at] = order[at], order[at - 1]
    return tuple(order)
