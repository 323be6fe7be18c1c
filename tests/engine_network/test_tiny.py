"""Numbers too small to be worth their time are 0 in training, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest
from nets import images, layers_of, learner

from engine.network import Network
from engine.training.tiny import PLACE, tiny_is_zero

DENORMAL = np.float32(1e-39)
WITHIN = 0 if PLACE else DENORMAL  # elsewhere than on Linux nothing changes


def sum_of(numbers: np.ndarray) -> np.float32:
    """By adding, which NumPy does with the processor's own instructions."""
    return (numbers + numbers * 0)[0]


def test_it_ends_with_the_block_even_by_an_error() -> None:
    numbers = np.full(64, DENORMAL, np.float32)
    with tiny_is_zero():
        assert sum_of(numbers) == WITHIN
    assert sum_of(numbers) == DENORMAL
    with pytest.raises(ZeroDivisionError), tiny_is_zero():
        1 / 0  # noqa: B018
    assert sum_of(numbers) == DENORMAL


@pytest.mark.parametrize("shards", [1, 2])
def test_moments_that_fade_end_at_zero(shards: int) -> None:
    net = Network(layers_of("conv;relu;dense"))
    who = learner(net, shards)
    try:
        state = who.state()
        state["weights/0.b"] = np.full_like(state["weights/0.b"], -1e6)  # every unit is dead
        state["slots/adam.m"] = np.full_like(state["slots/adam.m"], 1.2e-38)
        who.load(state)
        who.step(*images(8), 1, 1e-3, 0.0)
        faded = who.state()["slots/adam.m"][: state["weights/0.W"].size]  # these come first
    finally:
        who.close()
    expected = 0 if PLACE else np.float32(0.9) * np.float32(1.2e-38)
    assert np.all(faded == expected)
