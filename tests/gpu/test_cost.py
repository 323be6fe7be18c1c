"""What the model of a step's cost says of gangs: launches do not grow with runs, bytes do."""

from __future__ import annotations

import pytest

from engine.course.settings import network_of, recipe_of
from engine.gpu.convolution import PLAIN, Means
from engine.gpu.cost import LAUNCH, RATE, Cost, cost
from engine.gpu.step import Size, TrainingStep
from engine.network.presets import PRESETS
from engine.schema import parse
from tests.gpu.test_on_card import HALF
from webapp.demos.cifar10 import Cifar10


def counted(
    preset: str, runs: int, batch: int = 64, means: Means = PLAIN
) -> tuple[Cost, list[str]]:
    demo = parse(Cifar10, PRESETS[preset].to_query() | {"batch": str(batch), "shards": "1"})
    size = Size(runs, batch, 50_000, 50_000, 1024)
    recorder = TrainingStep.record(network_of(demo), recipe_of(demo), size, means).recorder
    return cost(recorder, HALF), [call.operation.name for call in recorder.calls]


@pytest.mark.parametrize("preset", PRESETS)
def test_no_operation_is_done_run_after_run(preset: str) -> None:
    """A gang has a few more, the same for any size: those that let runs rest."""
    few, many = (counted(preset, runs, batch=2)[1] for runs in (2, 7))
    assert few == many


def test_what_the_table_says_is_counted() -> None:
    for preset, runs, means, launches, gigabytes in (
        ("linear", 1, PLAIN, 16, 0.0025),
        ("linear", 32, PLAIN, 23, 0.134),
        ("convnetjs", 1, PLAIN, 54, 0.17),
        ("convnetjs", 32, PLAIN, 71, 5.5),
        ("vgg", 1, PLAIN, 87, 0.665),
        ("vgg", 32, PLAIN, 142, 22.0),
        ("vgg", 1, Means(cudnn=True, cudnn_bias=True), 77, 0.175),
    ):
        found = counted(preset, runs, means=means)[0]
        assert found.launches == launches
        assert found.bytes == pytest.approx(1e9 * gigabytes, rel=0.03)


def test_a_gang_gains_what_launches_cost() -> None:
    for preset, gain in (("linear", 10.6), ("convnetjs", 2.4), ("vgg", 1.6)):
        alone, gang = (counted(preset, runs)[0].seconds for runs in (1, 32))
        assert 32 * alone / gang == pytest.approx(gain, abs=0.1)
    assert Cost(10, int(RATE)).seconds == 1 + 10 * LAUNCH
