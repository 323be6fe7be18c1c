"""Every layer as operations computes what the layer itself computes, for two runs at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.gpu.lowering import lower
from engine.gpu.parameters import Moment, Parameters
from engine.gpu.processor import Processor
from engine.gpu.recorder import Recorder
from engine.layers import LAYERS, Context, Layer, Misfit, Workspace
from engine.layers import Moment as Now
from engine.network.layout import Layout
from engine.schema import parse

RUNS, N, STEP, SEED = 2, 3, 5, 7
IMAGE, VECTOR = (8, 8, 6), (12,)
OTHERS: dict[str, list[dict[str, Any]]] = {
    "conv": [
        {"bias": False},
        {"filters": 9, "size": 5, "pad": 2},
        {"filters": 8, "size": 4, "stride": 3, "pad": 1},
        {"filters": 5, "size": 1, "pad": 0, "stride": 2},
    ],
    "maxpool": [{"size": 3, "stride": 2}, {"size": 2, "stride": 3}],
    "avgpool": [{"size": 3, "stride": 2}],
    "residual": [{"filters": 6}, {"filters": 8, "stride": 2}],
    "maxout": [{"pieces": 3}],
    "dropout": [{"keep": 1.0}, {"keep": 0.3}],
    "batchnorm": [{"scale": False, "momentum": 0.5}],
    "leakyrelu": [{"slope": 0.0}],
    "elu": [{"alpha": 2.5}],
}


def fits(layer: Layer, shape: tuple[int, ...]) -> bool:
    try:
        layer.build(shape)
    except Misfit:
        return False
    return True


CASES = [
    pytest.param(layer, shape, id=f"{layer}-{len(shape)}d")
    for key in LAYERS
    for layer in (parse(LAYERS[key], given) for given in [{}, *OTHERS.get(key, [])])
    for shape in (IMAGE, VECTOR)
    if fits(layer, shape)
]


class OnProcessor:
    """The layer itself, run after run."""

    def __init__(self, layer: Layer, layout: Layout, training: bool) -> None:
        self.layer, self.layout, self.training = layer, layout, training

    def __call__(self, run: int, flat: dict[str, np.ndarray], x: np.ndarray, dy: np.ndarray) -> Any:
        pick = self.layout.of_layer
        grads = np.zeros_like(flat["masters"][run])
        norms = flat["norms"][run].copy()
        moment = Now(training=self.training, images=N, seed=SEED + run, step=STEP)
        context = Context(
            Workspace(np, "float64"),
            moment,
            0,
            pick(self.layout.weights, 0, flat["masters"][run]),
            pick(self.layout.weights, 0, grads),
            pick(self.layout.norms, 0, norms),
        )
        y, backprop = self.layer.forward(inwards(x[run]), context)
        y = outwards(y)
        return y.copy(), outwards(backprop(inwards(dy[run]))).copy(), grads, norms


def inwards(x: np.ndarray) -> np.ndarray:
    """(N, H, W, C) as the layers of a processor take it."""
    return np.ascontiguousarray(x.transpose(1, 2, 0, 3)) if x.ndim == 4 else x.copy()


def outwards(x: np.ndarray) -> np.ndarray:
    return x.transpose(2, 0, 1, 3) if x.ndim == 4 else x


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize(("layer", "shape"), CASES)
def test_a_lowering_computes_what_its_layer_computes(
    layer: Layer, shape: tuple[int, ...], training: bool
) -> None:
    plan, rng = layer.build(shape), np.random.default_rng(11)
    layout, recorder = Layout((plan,)), Recorder()
    parameters = Parameters.make(recorder, layout, RUNS)
    clock, seeds = (recorder.make(n, (RUNS,), "long", held=True) for n in ("clock", "seeds"))
    x = recorder.make("x", (RUNS, N, *shape), held=True)
    dy = recorder.make("dy", (RUNS, N, *plan.output), held=True)
    stage = Moment(N, training, clock, seeds).stage(recorder, 0, parameters)
    y, backprop = lower(layer, x, stage)
    keep = recorder.make("keep", y.shape, held=True)
    recorder.run("relu_forward", y.size, x=y, y=keep, n=y.size)  # y may be gone at the end
    dx = recorder.keep(backprop(dy))
    recorder.keep(parameters.grads)

    machine = Processor(recorder, "float64")
    flat = {
        "masters": 0.5 * rng.standard_normal((RUNS, layout.size)),
        "norms": 0.5 + rng.random((RUNS, layout.norm_size)),
    }
    values = rng.permutation(np.arange(x.size) + 0.5).reshape(x.shape) / x.size * 4 - 2
    slopes = rng.standard_normal(dy.shape)
    for view, given in (
        (parameters.masters, flat["masters"]),
        (parameters.weights, flat["masters"]),
        (parameters.norms, flat["norms"]),
        (clock, STEP),
        (seeds, SEED + np.arange(RUNS)),
        (x, values),
        (dy, slopes),
    ):
        machine.write(view, given)
    machine.play()

    itself = OnProcessor(layer, layout, training)
    for run in range(RUNS):
        wanted, wanted_dx, grads, norms = itself(run, flat, values, slopes)
        near(machine.read(keep)[run], np.maximum(wanted, 0), "y")
        near(machine.read(dx)[run].reshape(wanted_dx.shape), wanted_dx, "dx")
        near(machine.read(parameters.norms)[run], norms, "norms")
        for place in layout.weights:
            got = place.view(machine.read(parameters.grads)[run])
            near(got, place.view(grads), place.name)


def near(got: np.ndarray, wanted: np.ndarray, said: str) -> None:
    scale = float(np.abs(wanted).max(initial=1.0))
    np.testing.assert_allclose(got, wanted, 1e-9, 1e-9 * scale, err_msg=said)
