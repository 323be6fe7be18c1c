"""A network and its recipe as plain texts: all that shards are ever told of them.

What goes from process to process is numbers and texts, parsed by the one parser of
parameters. Nothing that is sent can name code to be run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.layers import LAYERS, Layer
from engine.losses import LOSSES, Loss
from engine.network import Limits, Network, Task
from engine.penalties import PENALTIES, Penalty
from engine.rules import RULES, Rule
from engine.schema import many, parse, pick, to_query
from engine.training.recipe import Recipe

NO_LIMITS = Limits(math.inf, math.inf, math.inf)  # it was judged when it was declared


@dataclass(frozen=True)
class Told:
    """What may change while a run goes on."""

    layers: tuple[Layer, ...] = many(LAYERS, "dense", longest=1000)
    loss: Loss = pick(LOSSES, "softmax")
    rule: Rule = pick(RULES, "sgd")
    penalty: Penalty = pick(PENALTIES, "l2")


def tell(network: Network, recipe: Recipe) -> dict[str, str]:
    """Name -> canonical text of every parameter of the layers, loss, rule and penalty."""
    told = Told(network.layers, recipe.loss, recipe.rule, recipe.penalty)
    return to_query(told, full=True)


def hear(texts: dict[str, str], before: Network) -> tuple[Network, Recipe]:
    """The network and recipe of these texts, on the same task as the one before."""
    told = parse(Told, texts)
    network = Network(
        told.layers,
        task=Task(before.shape, before.plans[-1].output[0]),
        dtype=before.dtype,
        limits=NO_LIMITS,
        batch=before.batch,
        shards=before.shards,
    )
    return network, Recipe(told.loss, told.rule, told.penalty)
