"""Batch normalization with a function in the same pass is the two one after the other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.gpu.buffers import View
from engine.gpu.lowering import Backprop, Stage, lower
from engine.gpu.lowering.normalize import normalize
from engine.gpu.parameters import Moment, Parameters
from engine.gpu.processor import Processor
from engine.gpu.recorder import Recorder
from engine.gpu.twins.normalize import FUNCTIONS
from engine.layers import LAYERS
from engine.layers.batchnorm import BatchNorm
from engine.network.layout import Layout

RUNS, N, SHAPE = 2, 5, (3, 2, 8)
Forward = Callable[[View, Stage], tuple[View, Backprop]]


def after_another(function: str) -> Forward:
    def forward(x: View, stage: Stage) -> tuple[View, Backprop]:
        z, back_norm = normalize(x, stage, 0.9, 1e-5)
        y, back = lower(LAYERS[function](), z, stage.inner("f"))
        return y, lambda dy: back_norm(back(dy))

    return forward


def played(forward: Forward) -> list[np.ndarray]:
    """What a pass there and back gives: y, dx, gradients, running statistics; its calls."""
    rng, recorder = np.random.default_rng(3), Recorder()
    layout = Layout((BatchNorm().build(SHAPE),))
    parameters = Parameters.make(recorder, layout, RUNS)
    clock, seeds = (recorder.make(n, (RUNS,), "long", held=True) for n in ("clock", "seeds"))
    x, dy = (recorder.make(n, (RUNS, N, *SHAPE), held=True) for n in ("x", "dy"))
    stage = Moment(N, True, clock, seeds).stage(recorder, 0, parameters)
    y, backprop = forward(x, stage)
    recorder.keep(y)
    kept = [y, recorder.keep(backprop(dy)), recorder.keep(parameters.grads), parameters.norms]
    machine = Processor(recorder, "float64")
    for view in (parameters.masters, parameters.norms, x, dy):
        machine.write(view, rng.standard_normal(view.shape))
    machine.play()
    return [*map(machine.read, kept), np.array(len(recorder.calls))]


@pytest.mark.parametrize("function", [f for f in FUNCTIONS if f])
def test_a_function_in_the_same_pass_changes_nothing(function: str) -> None:
    wanted = played(after_another(function))
    got = played(lambda x, stage: normalize(x, stage, 0.9, 1e-5, function))
    for one, other in zip(got[:-1], wanted[:-1], strict=True):
        np.testing.assert_allclose(one, other, 1e-9, 1e-9)
    assert wanted[-1] - got[-1] == 2  # the function's own two passes
