"""A network's forward and backward pass written down as operations."""

from __future__ import annotations

from collections.abc import Sequence

from engine.gpu.buffers import View
from engine.gpu.lowering import Backprop, Stage
from engine.gpu.lowering.together import groups, lower_group
from engine.network import Network


def forward(network: Network, stages: Sequence[Stage], x: View) -> tuple[View, Backprop]:
    """Scores (R, N, K) of x (R, N, H, W, C), and what goes from dscores back to the weights."""
    backs: list[Backprop] = []
    stages[network.order[0]].wants_dx = False
    training = stages[network.order[0]].training
    for group in groups(network.layers, network.order, training):
        x, back = lower_group([network.layers[i] for i in group], x, [stages[i] for i in group])
        backs.append(back)

    def backprop(dy: View) -> View:
        for back in reversed(backs):
            dy = back(dy)
        return dy

    return x, backprop
