"""Whole training steps on the CUDA machine: the kernels' own text, captured and replayed."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from engine.gpu.cuda import Cuda
from engine.gpu.machine import Opener
from engine.network.presets import PRESETS
from tests.gpu.fake_cupy import FakeCupy
from tests.gpu.steps import STEPS, begun, same

FIRST = {"layers.0.filters": "3", "layers.0.size": "4", "layers.0.stride": "4", "layers.0.pad": "0"}
NETS: dict[str, Mapping[str, str]] = {
    "blocks": {
        "layers": "conv;batchnorm;relu;maxpool;residual;dropout;dense",
        "layers.4.filters": "3",
        "rule": "nesterov",
        **FIRST,
    },
    "muon": {
        "layers": "conv;gelu;conv;batchnorm;gelu;maxpool;dense",
        "layers.2.filters": "4",
        "layers.2.bias": "0",
        "rule": "muon",
        **FIRST,
    },
    "layers of the lecture": {**PRESETS["twolayer"].to_query(), "layers.0.units": "7"},
}


@pytest.mark.parametrize("net", NETS)
def test_a_replayed_step_computes_what_the_processor_computes(net: str) -> None:
    card = FakeCupy()
    runs = begun(NETS[net], Opener(lambda recorder: Cuda(recorder, "float32", xp=card)))
    for _ in range(STEPS):  # eagerly, captured, replayed
        card.calls.clear()
        runs.play()
    assert card.calls == ["Graph.launch", "Event.record"]
    runs.machine.wait()
    same(runs, NETS[net], 2e-3)


@pytest.mark.parametrize(("compute", "tolerance"), [("float16", 2e-2), ("bfloat16", 6e-2)])
def test_half_of_the_bits_go_the_same_way(compute: str, tolerance: float) -> None:
    """On Turing, which has no arithmetic for bfloat16: nothing here asks for any."""
    net, card = NETS["layers of the lecture"], FakeCupy(capability=75)
    runs = begun(net, Opener(lambda recorder: Cuda(recorder, compute, xp=card)))
    for _ in range(STEPS):
        runs.play()
    runs.machine.wait()
    same(runs, net, tolerance)
