"""What a server with a graphics card trains: the speedrun at full width, within a card's limits."""

from __future__ import annotations

import pytest

from engine.course.settings import network_of, recipe_of
from engine.gpu.convolution import Means
from engine.gpu.memory import plan
from engine.gpu.step import Size, TrainingStep
from engine.network.on_card import presets_here
from engine.schema import BadParams, parse
from webapp.demos.cifar10 import Cifar10

HALF = {"T": 2, "float": 4, "int": 4, "byte": 1, "long": 8}


def speedrun() -> Cifar10:
    return parse(Cifar10, presets_here()["speedrun"].to_query())


def test_a_card_trains_the_record_and_a_processor_a_quarter_of_its_width(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert speedrun().hold_out
    quarter = network_of(speedrun())
    monkeypatch.setenv("DEVICE", "gpu")
    whole = speedrun()
    network = network_of(whole)
    assert [layer.key for layer in network.layers] == [layer.key for layer in quarter.layers]
    assert network.macs == 118_147_360  # of an image, as the record's
    assert network.parameters == 1_971_352
    assert not whole.hold_out  # the record is of all 50,000 images
    monkeypatch.setenv("DEVICE", "cpu")
    with pytest.raises(BadParams, match="layers"):
        network_of(whole)


def test_its_step_takes_a_twentieth_of_a_large_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEVICE", "gpu")
    demo = speedrun()
    size = Size(1, demo.batch, 50_000, 50_000, 200)
    means = Means(cudnn=True, cudnn_bias=True)
    step = TrainingStep.record(network_of(demo), recipe_of(demo), size, means)
    used = plan(step.recorder, HALF).total
    assert 0.5e9 < used < 4e9
    names = [call.operation.name for call in step.recorder.calls]
    assert names.count("convolve_dw") == 6
    assert "im2col" not in names or names.count("im2col") <= 2  # whitening, of three channels
