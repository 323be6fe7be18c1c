"""Runs side by side on a device have the numbers they would have alone, whoever comes and goes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.gpu import snapshot
from engine.gpu.gang import DeviceGang
from engine.gpu.machine import Opener
from engine.gpu.member import Member, Row
from engine.gpu.pace import Pace
from engine.gpu.processor import Processor
from engine.gpu.runs import Asked, Material
from engine.layers import LAYERS
from engine.losses import LOSSES
from engine.network import Network, Task
from engine.penalties import PENALTIES
from engine.rules import RULES
from engine.training import Recipe

STEPS, N, M = 12, 4, 22
Wanted = dict[int, list[tuple[float, np.ndarray]]]
EXACT = Opener(lambda recorder: Processor(recorder, "float64"))
LAYERS_HERE = [LAYERS["conv"](filters=6), LAYERS["batchnorm"](), LAYERS["relu"]()]
LAYERS_HERE += [LAYERS["maxpool"](), LAYERS["dropout"](), LAYERS["dense"]()]
NETWORK = Network(LAYERS_HERE, task=Task((8, 8, 3)), dtype="float64")


def recipe(beta: float = 0.9) -> Recipe:
    return Recipe(LOSSES["softmax"](), RULES["adam"](beta1=beta), PENALTIES["l2"]())


def member(k: int) -> Member:
    rates = np.full(STEPS, 0.01 * (k + 1))
    asked = Asked(rates, 0.01 * k, np.array([k % 3, k % 2, 0], np.int32), k == 3)
    return Member(k, recipe(0.9 - k / 100), asked, step=0, seen=0, last=STEPS)


@pytest.fixture(scope="module")
def material() -> Material:
    rng = np.random.default_rng(4)
    images = rng.integers(0, 256, (M, 8, 8, 3), np.uint8)
    return Material(images, rng.integers(0, 10, M), np.arange(2, M), N)


def alone(k: int, material: Material) -> list[tuple[float, np.ndarray]]:
    """Loss and weights after each step of a run that has the device to itself."""
    one, found = member(k), []
    gang = DeviceGang(NETWORK, one.recipe, material, EXACT, STEPS)
    gang.join(k, one)
    for _ in range(STEPS):
        loss = gang.step(k).loss
        found.append((loss, gang.row(k).weights))
    return found


@pytest.fixture(scope="module")
def wanted(material: Material) -> Wanted:
    return {k: alone(k, material) for k in range(4)}


def gang_of(material: Material, at_once: int) -> DeviceGang:
    """A gang that plays so many steps between two readings."""
    gang = DeviceGang(NETWORK, recipe(), material, EXACT, STEPS)
    gang.pace = Steady(at_once)
    return gang


class Steady(Pace):
    def __init__(self, wanted: int) -> None:
        super().__init__()
        self._wanted = wanted

    def read(self, steps: int, now: float) -> None: ...


class Watched:
    """A gang whose runs are compared, step by step, with what they would be alone."""

    def __init__(self, material: Material, wanted: Wanted, at_once: int = 1) -> None:
        self.wanted = wanted
        self.gang = gang_of(material, at_once)
        self.told = dict.fromkeys(range(4), 0)
        self.away: dict[int, tuple[Member, Row | None]] = {k: (member(k), None) for k in range(4)}

    def join(self, k: int) -> None:
        self.gang.join(k, *self.away.pop(k))

    def leave(self, k: int) -> None:
        one = self.gang.members[k]
        row = self.gang.leave(k)
        self.away[k] = one, row
        assert one.step == self.told[k]

    def step(self, k: int) -> None:
        result = self.gang.step(k)
        loss, weights = self.wanted[k][self.told[k]]
        self.told[k] += 1
        assert result.loss == pytest.approx(loss, rel=1e-9)
        np.testing.assert_allclose(self.gang.row(k).weights, weights, 1e-9, 1e-12)


def test_runs_come_and_go_and_nobody_notices(material: Material, wanted: Wanted) -> None:
    watched = Watched(material, wanted)
    script = {0: [0], 1: [1], 3: [2, 3], 8: [1]}
    for turn in range(9):
        for k in script.get(turn, []):
            watched.join(k)
        if turn == 5:  # from the middle; the last takes its place
            watched.leave(1)
        for k in list(watched.gang.members):
            watched.step(k)
    assert watched.told == {0: 9, 1: 5, 2: 6, 3: 6}
    assert len(watched.gang.runs.records.last) == 4


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("jlssss"), st.integers(0, 3)), max_size=30),
    st.integers(1, 5),
)
def test_in_any_order(
    material: Material, wanted: Wanted, script: list[tuple[str, int]], at_once: int
) -> None:
    """Some step often, some seldom, some come and go: each has its own numbers."""
    watched = Watched(material, wanted, at_once)
    for act, k in script:
        here = k in watched.gang.members
        if act == "j" and not here:
            watched.join(k)
        elif act == "l" and here:
            watched.leave(k)
        elif act == "s" and here and watched.told[k] < STEPS:
            watched.step(k)


def test_all_who_wait_are_played_at_once(material: Material) -> None:
    gang = gang_of(material, 1)
    for k in range(3):
        gang.join(k, member(k))
    plays, play = [], gang.runs.play
    gang.runs.play = lambda: plays.append(1) or play()
    for _ in range(5):
        for k in range(3):
            gang.step(k)
    assert len(plays) == 6  # five, and the one the device has begun


@pytest.mark.parametrize("depth", [32, 5, 1])
def test_short_steps_are_waited_for_together_and_none_is_lost(
    material: Material, wanted: Wanted, depth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = 8 * sum(n.size for n in alone_row(material))
    monkeypatch.setattr(snapshot, "MEMORY", (depth * one + one // 2) // 2)  # of float32
    gang, waits = gang_of(material, 4), list[int]()
    gang.join(0, member(0))
    assert gang.runs.recorded.before.depth == depth
    play = gang.runs.play

    def playing() -> object:
        wait = play()
        return lambda: waits.append(1) or wait()

    gang.runs.play = playing  # type: ignore[method-assign, assignment]
    for t in range(STEPS):
        loss, weights = wanted[0][t]
        assert gang.step(0).loss == pytest.approx(loss, rel=1e-9)
        np.testing.assert_allclose(gang.row(0).weights, weights, 1e-9, 1e-12)
    assert len(waits) == STEPS / {32: 4, 5: 3, 1: 1}[depth]
    assert gang.runs.records.lost == [0]


def alone_row(material: Material) -> list[np.ndarray]:
    gang = gang_of(material, 1)
    gang.join(0, member(0))
    row = gang.row(0)
    return [row.weights, row.norms, *row.slots.values()]


@pytest.mark.parametrize("step_ms", [1.0, 2.0, 3.3, 5.0, 8.0, 11.0, 15.9])
def test_figures_are_read_30_to_60_times_a_second(step_ms: float) -> None:
    pace, now, readings = Pace(), 0.0, list[float]()
    while now < 2:
        steps = pace.steps(100)
        assert steps > 1 or not readings
        now += steps * step_ms / 1000
        pace.read(steps, now)
        readings += [now] if now > 1 else []
    assert 30 <= len(readings) <= 60
    assert Pace().steps(100) == 1
    assert pace.steps(1) == 1


def test_long_steps_are_waited_for_one_by_one() -> None:
    pace = Pace()
    for t in range(9):
        pace.read(1, t * 0.02)
    assert pace.steps(100) == 1


def test_changed_numbers_hold_from_the_next_step(material: Material) -> None:
    gang = DeviceGang(NETWORK, recipe(), material, EXACT, STEPS)
    gang.join("ann", member(1))
    gang.join("bob", member(2))
    for name in ("ann", "bob"):
        gang.step(name)
    before, asked = gang.row("ann").weights, member(1).asked
    gang.ask("ann", recipe(0.89), replace(asked, rates=np.zeros(STEPS)), STEPS)
    gang.step("ann")
    np.testing.assert_array_equal(gang.row("ann").weights, before)
    wanted = alone(2, material)
    for t in (1, 2):
        assert gang.step("bob").loss == pytest.approx(wanted[t][0], rel=1e-9)


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
        loss = gang.step("wild").loss
        assert gang.step("calm").loss == pytest.approx(wanted[t][0], rel=1e-9)
    assert not np.isfinite(loss)
