"""How the runs of a gang will step, by what their layers can do and what a core's caches hold."""

from __future__ import annotations

import numpy as np

from engine.gangs.apart import Apart
from engine.gangs.base import Gang
from engine.gangs.rows import MOST
from engine.gangs.together import Together
from engine.gangs.wide import why_apart
from engine.network import Network
from engine.registry import Text
from engine.training import Recipe

# Measured (benchmarks/gang.py): beyond that many bytes a pass, what is saved in calls is lost in
# waiting for memory, and with fewer runs than LEAST a pass there is little to save.
CACHED = 6 << 20
LEAST = 4
TOO_LARGE: Text = (
    "one of these runs fills the caches of a core; they take turns",
    "هر یک از این اجراها حافظهٔ نهان یک هسته را پر می‌کند؛ اجراها به نوبت پیش می‌روند",
)


def open_gang(network: Network, recipe: Recipe) -> Gang:
    """An empty gang on the CPU; `reason` says why its runs take turns, if they do."""
    width = min(MOST, CACHED // bytes_of(network, recipe))
    reason = why_apart(network.layers)
    if not any(reason) and width < LEAST:
        reason = TOO_LARGE
    return Apart(network, recipe, reason) if any(reason) else Together(network, recipe, width)


def bytes_of(network: Network, recipe: Recipe) -> int:
    """What one run touches in a step: weights, gradients, the rule's memory, activations."""
    images = network.batch if network.couples_batch else min(network.batch, network.micro)
    work = sum(plan.work for plan in network.plans) * images
    numbers = network.layout.size * (2 + len(recipe.rule.slots)) + work
    return int(np.dtype(network.dtype).itemsize * numbers)
