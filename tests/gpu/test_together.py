"""Layers that are done together compute what they compute one after another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from engine.gpu.lowering.together import groups, lower_group
from engine.gpu.parameters import Moment, Parameters
from engine.gpu.processor import Processor
from engine.gpu.recorder import Recorder
from engine.layers import LAYERS, Layer
from engine.network.layout import Layout
from engine.schema import parse

RUNS, N, SHAPE = 2, 3, (7, 6, 8)
POOL, APART, NORM = {"size": 3, "stride": 2}, {"size": 2, "stride": 3}, {"scale": False}
NETWORKS: list[tuple[list[tuple[str, dict[str, Any]]], list[list[int]]]] = [
    ([("batchnorm", {}), ("relu", {}), ("relu", {})], [[0, 1], [2]]),
    ([("maxpool", {}), ("batchnorm", NORM), ("gelu", {})], [[0, 1, 2]]),
    ([("maxpool", APART), ("batchnorm", {}), ("silu", {})], [[0, 1, 2]]),
    ([("tanh", {}), ("maxpool", {}), ("batchnorm", {}), ("tanh", {})], [[0], [1, 2], [3]]),
    ([("maxpool", POOL), ("batchnorm", {}), ("relu", {})], [[0], [1, 2]]),
    ([("batchnorm", {}), ("maxpool", {})], [[0], [1]]),
]


def declared(said: list[tuple[str, dict[str, Any]]]) -> list[Layer]:
    return [parse(LAYERS[key], given) for key, given in said]


def played(
    layers: Sequence[Layer], together: Sequence[Sequence[int]], training: bool
) -> tuple[list[np.ndarray], int]:
    """What a pass there and back gives: y, dx, gradients, running statistics; its bytes."""
    rng, recorder, plans, shape = np.random.default_rng(3), Recorder(), [], SHAPE
    for layer in layers:
        plans.append(layer.build(shape))
        shape = plans[-1].output
    parameters = Parameters.make(recorder, Layout(tuple(plans)), RUNS)
    clock, seeds = (recorder.make(n, (RUNS,), "long", held=True) for n in ("clock", "seeds"))
    x = first = recorder.make("x", (RUNS, N, *SHAPE), held=True)
    dy = last = recorder.make("dy", (RUNS, N, *shape), held=True)
    moment, backs = Moment(N, training, clock, seeds), []
    stages = [moment.stage(recorder, i, parameters) for i in range(len(layers))]
    for group in together:
        x, back = lower_group([layers[i] for i in group], x, [stages[i] for i in group])
        backs.append(back)
    kept = [recorder.keep(x), parameters.norms, recorder.keep(parameters.grads)]
    for back in reversed(backs):
        dy = back(dy)
    kept.append(recorder.keep(dy))
    machine = Processor(recorder, "float64")
    machine.write(parameters.norms, rng.random(parameters.norms.shape) + 0.5)
    for view in (parameters.masters, first, last):
        machine.write(view, rng.standard_normal(view.shape))
    machine.play()
    moved = sum(view.size for call in recorder.calls for _, view in call.views())
    return [machine.read(view) for view in kept], moved


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize(("said", "wanted"), NETWORKS)
def test_together_is_one_after_another(
    said: list[tuple[str, dict[str, Any]]], wanted: list[list[int]], training: bool
) -> None:
    layers = declared(said)
    together = list(groups(layers, range(len(layers)), training))
    if training:
        assert together == wanted
    got, moved = played(layers, together, training)
    alone, all_moved = played(layers, [[i] for i in range(len(layers))], training)
    for one, other in zip(got, alone, strict=True):
        np.testing.assert_allclose(one, other, 1e-9, 1e-9)
    if training:
        assert moved < all_moved or len(together) == len(layers)


def test_outside_training_pooling_stays_alone() -> None:
    layers = declared([("maxpool", {}), ("batchnorm", {}), ("gelu", {})])
    assert list(groups(layers, (0, 1, 2), False)) == [[0], [1, 2]]
