"""Small pieces the tests of networks share."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.layers import Context, Layer, Moment, Plan, Workspace
from engine.layers.base import GROUPS
from engine.losses import LOSSES
from engine.network import Network
from engine.network.presets import Declared
from engine.penalties import PENALTIES
from engine.rules import RULES
from engine.rules.base import WEIGHTS
from engine.schema import parse
from engine.training import Learner, Recipe


def layers_of(keys: str, **settings: object) -> tuple[Layer, ...]:
    """layers_of("conv;dense", **{"0.filters": 4})."""
    named = {f"layers.{name}": value for name, value in settings.items()}
    return parse(Declared, {"layers": keys, **named}).layers


def recipe(rule: str = "adam") -> Recipe:
    return Recipe(LOSSES["softmax"](), RULES[rule](), PENALTIES["l2"]())


def learner(network: Network, shards: int = 2, rule: str = "adam", seed: int = 1) -> Learner:
    return Learner(network, recipe(rule), seed=seed, shards=shards)


def images(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 256, (n, 32, 32, 3), dtype=np.uint8)
    return x, rng.integers(0, 10, n)


def filled(plan: Plan, rng: np.random.Generator) -> tuple[dict[str, Any], ...]:
    """Random weights, gradients, starting statistics of one layer, in float64.

    Gradients are 0, and nothing at all where the first micro-batch has to write them.
    """
    weights = {w.name: w.start + 0.5 * rng.standard_normal(w.shape) for w in plan.weights}
    norms = {
        n.name: n.init.fill(rng, n.shape, n.fan_in, n.fan_out, np.float64)
        if n.init
        else np.full(n.shape, n.start)
        for n in plan.norms
    }
    begun = {group: np.nan if group in WEIGHTS else 0.0 for group in GROUPS}
    grads = {w.name: np.full(w.shape, begun[w.group]) for w in plan.weights}
    return weights, grads, norms


def context(arrays: tuple[dict[str, Any], ...], n: int, training: bool = True) -> Context:
    moment = Moment(training=training, images=n, seed=3, step=5)
    return Context(Workspace(np, "float64"), moment, 0, *arrays)
