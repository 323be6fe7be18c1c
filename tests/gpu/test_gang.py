"""Runs side by side on a device have the numbers they would have alone, whoever comes and goes."""

from __future__ import annotations

import numpy as np
import pytest

from engine.gpu.gang import DeviceGang, Member
from engine.gpu.learner import DeviceLearner
from engine.gpu.machine import Opener
from engine.gpu.processor import Processor
from engine.gpu.runs import Asked, Material
from engine.layers import LAYERS
from engine.losses import LOSSES
from engine.network import Network, Task
from engine.penalties import PENALTIES
from engine.rules import RULES
from engine.training import Recipe

STEPS, N, M = 12, 4, 22
EXACT = Opener(lambda recorder: Processor(recorder, "float64"))
LAYERS_HERE = [LAYERS["conv"](filters=6), LAYERS["batchnorm"](), LAYERS["relu"]()]
LAYERS_HERE += [LAYERS["maxpool"](), LAYERS["dropout"](), LAYERS["dense"]()]
NETWORK = Network(LAYERS_HERE, task=Task((8, 8, 3)), dtype="float64")


def recipe(beta: float = 0.9) -> Recipe:
    return Recipe(LOSSES["softmax"](), RULES["adam"](beta1=beta), PENALTIES["l2"]())


def member(k: int) -> Member:
    rates = np.full(STEPS, 0.01 * (k + 1))
    asked = Asked(rates, 0.01 * k, np.array([k % 3, k % 2, 0], np.int32), k == 3)
    return Member(seed=k, recipe=recipe(0.9 - k / 100), asked=asked, step=0, seen=0)


@pytest.fixture(scope="module")
def material() -> Material:
    rng = np.random.default_rng(4)
    images = rng.integers(0, 256, (M, 8, 8, 3), np.uint8)
    return Material(images, rng.integers(0, 10, M), np.arange(2, M), N)


def alone(k: int, material: Material) -> list[tuple[float, np.ndarray]]:
    """Loss and weights after each step of a run that has the device to itself."""
    one, found = member(k), []
    learner = DeviceLearner(NETWORK, one.recipe, material, one.asked, EXACT)
    learner.begin(one.seed, 0, 0)
    for t in range(STEPS):
        loss = learner.play(t + 1, t * N).loss
        found.append((loss, learner.copies()[0]))
    return found


def test_runs_come_and_go_and_nobody_notices(material: Material) -> None:
    wanted = {k: alone(k, material) for k in range(4)}
    gang, kept = DeviceGang(NETWORK, recipe(), material, EXACT, STEPS), {}
    script = {0: [0], 1: [1], 3: [2, 3], 8: [1]}
    for turn in range(9):
        for k in script.get(turn, []):
            one, row = kept.pop(k, (member(k), None))
            gang.join(k, one, row)
        if turn == 5:  # from the middle; the last takes its place
            kept[1] = gang.members[1], gang.leave(1)
        for k, result in gang.play().items():
            loss, weights = wanted[k][gang.members[k].step - 1]
            assert result.loss == pytest.approx(loss, rel=1e-9)
            np.testing.assert_allclose(gang.row(k).weights, weights, 1e-9, 1e-12)
    assert {k: m.step for k, m in gang.members.items()} == {0: 9, 2: 6, 3: 6, 1: 5}
    assert len(gang.runs.records.last) == 4


def test_a_namesake_and_a_65th_are_refused(material: Material) -> None:
    gang = DeviceGang(NETWORK, recipe(), material, EXACT, STEPS)
    gang.join("ann", member(1))
    with pytest.raises(ValueError, match="expected a new run among at most 64, got 'ann'"):
        gang.join("ann", member(2))
    gang.leave("ann")
    assert gang.members == {}


def test_a_run_that_diverges_leaves_the_others_alone(material: Material) -> None:
    gang = DeviceGang(NETWORK, recipe(), material, EXACT, STEPS)
    wild, calm = member(0), member(1)
    wild.asked = Asked(np.full(STEPS, 1e200), 0.0, np.zeros(3, np.int32), False)
    gang.join("wild", wild)
    gang.join("calm", calm)
    wanted = alone(1, material)
    for t in range(6):
        found = gang.play()
        assert found["calm"].loss == pytest.approx(wanted[t][0], rel=1e-9)
    assert not np.isfinite(found["wild"].loss)
