"""How the runs of a gang will step, by what their layers can do."""

from __future__ import annotations

from engine.gangs.apart import Apart
from engine.gangs.base import Gang
from engine.gangs.together import Together
from engine.gangs.wide import why_apart
from engine.network import Network
from engine.training import Recipe


def open_gang(network: Network, recipe: Recipe) -> Gang:
    """An empty gang on the CPU; where layers have no wide form it says so and takes turns."""
    reason = why_apart(network.layers)
    return Apart(network, recipe, reason) if any(reason) else Together(network, recipe)
