"""Gangs: every run has the numbers it would have alone, whoever comes, goes, rests or diverges."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from engine.gangs import Batch, Gang, kind_of, open_gang
from engine.gangs.opening import LEAST, TOO_LARGE
from engine.gangs.rows import MOST, Rows, room_for
from engine.gangs.together import Together
from engine.gangs.wide import AS_IT_IS, WIDE, why_apart
from engine.layers import LAYERS, Layer
from engine.losses import LOSSES
from engine.network import Network
from engine.network.network import Task
from engine.network.presets import Declared
from engine.penalties import PENALTIES
from engine.rules import RULES, Rule
from engine.schema import parse
from engine.training import Learner, Recipe

SMALL = Task((6, 6, 3), 10)
NETS = {
    "one dense": ("dense", {}),
    "dense": ("dense;relu;dropout;dense", {"0.units": 9}),
    "normed": ("dense;batchnorm;tanh;dense", {"0.units": 7}),
    "conv": (
        "conv;relu;maxpool;dropout;conv;batchnorm;leakyrelu;globalpool;dense",
        {"0.filters": 4, "4.filters": 5, "4.stride": 2, "4.size": 2},
    ),
    "others": (
        "conv;elu;avgpool;conv;maxout;flatten;dense;sigmoid;dense",
        {"0.filters": 4, "0.pad": 0, "0.stride": 1, "3.filters": 4, "6.units": 5},
    ),
    "apart": ("conv;residual;globalpool;dense", {"0.filters": 3, "1.filters": 3}),
}


def network(name: str, dtype: str = "float64", task: Task = SMALL) -> Network:
    keys, given = NETS[name]
    named = {f"layers.{field}": value for field, value in given.items()}
    layers: tuple[Layer, ...] = parse(Declared, {"layers": keys, **named}).layers
    return Network(layers, task=task, dtype=dtype, batch=6)


def recipe(rule: str = "momentum", loss: str = "softmax", penalty: str = "l2") -> Recipe:
    return Recipe(LOSSES[loss](), RULES[rule](), PENALTIES[penalty]())


@dataclass
class Pair:
    """A run in a gang, and the same run alone: one shard, the same batches.

    The rule is momentum where layers are compared: a bias before batch normalization has a
    gradient of rounding errors alone, which Adam would make as long as any other. For the
    same reason ||dw|| / ||w|| is compared for weights that are more than such errors.
    """

    net: Network
    made: Recipe
    gang: Gang
    seed: int
    lr: float = 1e-3
    strength: float = 1e-3
    n: int = 6
    t: int = 0
    rule: Rule = field(init=False)
    alone: Learner = field(init=False)

    def __post_init__(self) -> None:
        self.rule = self.made.rule
        self.alone = Learner(self.net, self.made, seed=self.seed, shards=1)

    def batch(self) -> Batch:
        self.t += 1
        rng = np.random.default_rng((self.seed, self.t))
        images = rng.integers(0, 256, (self.n, *self.net.shape), dtype=np.uint8)
        return Batch(
            images, rng.integers(0, 10, self.n), self.t, self.lr, self.strength, self.t % 2 == 0
        )

    def use(self, rule: Rule) -> None:
        self.rule = rule
        self.gang.change(self.seed, rule)
        self.alone.change(self.net, Recipe(self.made.loss, rule, self.made.penalty))


def step(gang: Gang, pairs: list[Pair], tolerance: float = 1e-10) -> None:
    """One step of each of `pairs`, together and alone: the same numbers."""
    batches = {pair.seed: pair.batch() for pair in pairs}
    results = gang.step(batches)
    assert results.keys() == batches.keys()
    for pair in pairs:
        b, found = batches[pair.seed], results[pair.seed]
        wanted = pair.alone.step(b.images, b.target, b.t, b.lr, b.strength, b.watch)
        for name in ("loss", "total", "accuracy"):
            assert close(getattr(found, name), getattr(wanted, name), tolerance), name
        assert found.ratios.keys() == wanted.ratios.keys()
        size = {key: np.abs(w).max() for key, w in pair.alone.keyframe().items()}
        told = [key for key in found.ratios if size[f"weights/{key}"] > 1e-6]
        assert all(close(found.ratios[key], wanted.ratios[key], 10 * tolerance) for key in told)
        assert found.forward_ms > 0 < found.backward_ms


def close(found: Any, wanted: Any, tolerance: float) -> bool:
    return np.allclose(found, wanted, rtol=tolerance, atol=tolerance, equal_nan=True)


def equal(gang: Gang, pairs: list[Pair], tolerance: float = 1e-10) -> None:
    for pair in pairs:
        found, wanted = gang.state(pair.seed), pair.alone.state()
        assert found.keys() == wanted.keys()
        for name in found:
            assert close(found[name], wanted[name], tolerance), (pair.seed, name)


def gang_of(net: Network, made: Recipe, count: int, **given: Any) -> tuple[Gang, list[Pair]]:
    gang = open_gang(net, made)
    pairs = [Pair(net, made, gang, seed, **given) for seed in range(count)]
    for pair in pairs:
        gang.join(pair.seed, pair.rule, pair.seed)
    return gang, pairs


@pytest.mark.parametrize("name", NETS)
def test_a_gang_gives_what_its_runs_give_alone(name: str) -> None:
    gang, pairs = gang_of(network(name), recipe(), 3)
    assert gang.together == (name != "apart")
    assert any(gang.reason) == (name == "apart")
    for k, pair in enumerate(pairs):
        pair.lr, pair.strength = 1e-3 * (1 + k), 1e-2 * k
    for _ in range(4):
        step(gang, pairs)
    equal(gang, pairs)


@pytest.mark.parametrize("name", ["dense", "others"])
def test_large_batches_are_cut_as_they_are_alone(name: str) -> None:
    net = network(name)
    gang, pairs = gang_of(net, recipe(), 2, n=net.micro + 22)
    assert net.micro < pairs[0].n
    step(gang, pairs)
    step(gang, pairs)
    equal(gang, pairs)


@pytest.mark.parametrize("name", ["dense", "conv"])
def test_in_float32_rounding_alone_is_different(name: str) -> None:
    gang, pairs = gang_of(network(name, "float32"), recipe(), 4)
    for k, pair in enumerate(pairs):
        pair.lr = 1e-3 * (1 + k)
    for _ in range(5):
        step(gang, pairs, 2e-5)
    equal(gang, pairs, 2e-5)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_with_numbers_of_its_own_in_every_run(rule: str) -> None:
    made = recipe(rule)
    gang, pairs = gang_of(network("one dense"), made, 3, lr=made.rule.usual_rate)
    step(gang, pairs)
    live = {"mu": 0.3, "rho": 0.7, "beta1": 0.5, "beta2": 0.8, "decay": 0.1, "eps": 1e-3}
    numbers = {name: value for name, value in live.items() if hasattr(made.rule, name)}
    pairs[1].use(RULES[rule](**numbers))
    pairs[2].lr *= 3
    for _ in range(2):
        step(gang, pairs)
    step(gang, pairs[:2])  # from here on, runs count their steps differently
    step(gang, pairs)
    equal(gang, pairs)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("penalty", PENALTIES)
def test_every_loss_and_penalty(loss: str, penalty: str) -> None:
    gang, pairs = gang_of(network("one dense"), recipe("sgd", loss, penalty), 2)
    pairs[1].strength = 0.5
    step(gang, pairs)
    step(gang, pairs)
    equal(gang, pairs)


@pytest.mark.parametrize("name", ["dense", "conv", "apart"])
def test_runs_come_go_and_rest_between_steps(name: str) -> None:
    """A long story of a gang from 1 to 9 runs and back, drawn at random but always the same."""
    net, made, rng = network(name), recipe(), np.random.default_rng(7)
    gang, here, seed, most = open_gang(net, made), list[Pair](), 0, 0
    for act in rng.choice(["join", "join", "leave", "step", "step", "some"], 45):
        if act == "join" and len(here) < 9:
            here.append(Pair(net, made, gang, seed, lr=1e-3 * (1 + seed % 4)))
            gang.join(seed, made.rule, seed)
            seed += 1
        elif act == "leave" and here:
            gone = here.pop(int(rng.integers(len(here))))
            left, wanted = gang.leave(gone.seed), gone.alone.state()
            assert all(close(left[key], wanted[key], 1e-10) for key in wanted)
        elif act == "step" and here:
            step(gang, here)
        elif act == "some" and here:
            some = [pair for pair in here if rng.random() < 0.5]
            resting = {p.seed: gang.state(p.seed) for p in here if p not in some}
            step(gang, some)
            assert all(same(gang.state(k), state) for k, state in resting.items())
        most = max(most, len(here))
        assert gang.rows.room == room_for(len(gang))
    equal(gang, here)
    assert most >= 4


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Equal bit for bit."""
    return all(np.array_equal(one[name], other[name], equal_nan=True) for name in one)


@pytest.mark.parametrize("name", ["dense", "conv", "normed", "apart"])
def test_one_diverges_and_the_others_go_on(name: str) -> None:
    gang, pairs = gang_of(network(name), recipe("sgd"), 4)
    pairs[1].lr = 1e200
    for _ in range(4):
        batches = {pair.seed: pair.batch() for pair in pairs}
        results = gang.step(batches)
        for pair in pairs:
            b = batches[pair.seed]
            wanted = pair.alone.step(b.images, b.target, b.t, b.lr, b.strength)
            if pair is not pairs[1]:
                assert close(results[pair.seed].total, wanted.total, 1e-10)
    assert not np.isfinite(results[1].total)
    equal(gang, [pair for pair in pairs if pair is not pairs[1]])


def test_a_run_goes_on_where_it_was_in_another_gang_or_alone() -> None:
    net, made = network("dense"), recipe("adam")
    gang, pairs = gang_of(net, made, 3)
    step(gang, pairs)
    step(gang, pairs)
    state = gang.leave(1)
    other = open_gang(net, made)
    other.join("new", made.rule, 1, state)
    alone = Learner(net, made, seed=1, shards=1)
    alone.load(state)
    b = pairs[1].batch()
    found = other.step({"new": b})["new"]
    wanted = alone.step(b.images, b.target, b.t, b.lr, b.strength)
    assert found.loss == pytest.approx(wanted.loss, rel=1e-12)
    assert len(gang) == 2
    keyframe = other.keyframe("new")
    other.join("fresh memory", made.rule, 1, keyframe)
    slots = [v for k, v in other.state("fresh memory").items() if k.startswith("slots/")]
    assert len(slots) == 2
    assert not np.any(slots)


@pytest.mark.parametrize("count", [3, 5, 8])
def test_as_many_pass_at_once_as_caches_hold(count: int) -> None:
    gang, pairs = gang_of(network("dense"), recipe(), count)
    assert isinstance(gang, Together)
    gang.width = 3
    step(gang, pairs)
    step(gang, pairs[1:])
    step(gang, pairs)
    equal(gang, pairs)


def test_runs_that_fill_the_caches_take_turns_and_it_is_said() -> None:
    large = open_gang(network("conv", task=Task()), recipe())
    assert not large.together
    assert large.reason == TOO_LARGE
    assert all(large.reason)
    middle = open_gang(network("dense", "float32", Task((16, 16, 3), 10)), recipe())
    assert isinstance(middle, Together)
    assert LEAST <= middle.width < MOST


def test_room_is_a_power_of_two_and_ends_at_64() -> None:
    assert [room_for(n) for n in (0, 1, 2, 3, 4, 5, 33, 64)] == [1, 1, 2, 4, 4, 8, 64, 64]
    net, made = network("one dense"), recipe("sgd")
    gang = open_gang(net, made)
    for k in range(MOST):
        gang.join(k, made.rule, k)
    with pytest.raises(ValueError, match="expected at most 64 runs, got 65"):
        gang.join(64, made.rule, 0)
    before = gang.keyframe(63)
    for k in range(62):
        gang.leave(k)
    assert gang.rows.room == 2
    assert same(gang.keyframe(63), before)


def test_what_does_not_fit_is_refused_and_changes_nothing() -> None:
    net, made = network("dense"), recipe("adam")
    gang, pairs = gang_of(net, made, 2)
    step(gang, pairs)
    before, b = {k: gang.state(k) for k in (0, 1)}, pairs[0].batch()

    def refused(act: Any, words: str) -> None:
        with pytest.raises(ValueError, match=words):
            act()

    refused(lambda: gang.join(0, made.rule, 5), "not here yet, got 0")
    refused(lambda: gang.join(2, RULES["sgd"](), 5), "expected the rule adam, got sgd")
    refused(lambda: gang.change(1, RULES["sgd"]()), "expected the rule adam, got sgd")
    wrong = dict.fromkeys(gang.keyframe(0), np.zeros(3))
    refused(lambda: gang.join(2, made.rule, 5, wrong), "of shape")
    refused(lambda: gang.join(2, made.rule, 5, {}), "expected the 4 weights/")
    refused(lambda: gang.step({7: b}), r"runs of this gang, got \[7\]")
    short = Batch(b.images[:3], b.target[:3], 1, 0.1)
    refused(lambda: gang.step({0: b, 1: short}), "of one size, got")
    torn = Batch(b.images, b.target[:3], 1, 0.1)
    refused(lambda: gang.step({0: torn}), r"expected images \(6, 6, 3\) and a target each")
    none = Batch(b.images[:0], b.target[:0], 1, 0.1)
    refused(lambda: gang.step({0: none}), "expected images")
    assert gang.step({}) == {}
    assert len(gang) == 2
    assert all(same(gang.state(k), state) for k, state in before.items())


def test_kinds_tell_who_may_step_together() -> None:
    one = kind_of(network("dense"), recipe("adam"), 32)
    alike = kind_of(network("dense"), Recipe(LOSSES["softmax"](), RULES["adam"](beta1=0.5),
                                             PENALTIES["l2"]()), 32)  # fmt: skip
    assert one == alike
    assert hash(one) == hash(alike)
    different = [
        kind_of(network("normed"), recipe("adam"), 32),
        kind_of(network("dense"), recipe("adam"), 16),
        kind_of(network("dense", "float32"), recipe("adam"), 32),
        kind_of(network("dense"), recipe("sgd"), 32),
        kind_of(network("dense"), recipe("adam", "hinge"), 32),
        kind_of(network("dense"), recipe("adam", "softmax", "l1"), 32),
        kind_of(network("dense", task=Task((5, 5, 3), 10)), recipe("adam"), 32),
    ]
    assert len({one, *different}) == 8


@pytest.mark.parametrize("key", LAYERS)
def test_every_layer_has_a_wide_form_or_a_reason_in_both_languages(key: str) -> None:
    declared = [key in AS_IT_IS, key in WIDE]
    reason = why_apart((LAYERS[key](),))
    assert sum(declared) <= 1
    assert all(reason) == (not any(declared))
    if key in AS_IT_IS:
        plan = LAYERS[key]().build((4, 4, 8))
        assert not plan.weights
        assert not plan.norms
        assert not plan.couples_batch


def test_all_wide_forms_are_in_a_net_of_these_tests() -> None:
    used = {key for keys, _ in NETS.values() for key in keys.split(";")}
    assert used >= {*WIDE, *AS_IT_IS}


def test_rows_are_copied_and_never_mixed() -> None:
    net = network("one dense")
    rows = Rows(net.layout, "float64", ("m",), np)
    names: list[Hashable] = list("abcdefg")
    for k, name in enumerate(names):
        rows.join(name, (np.full(net.layout.size, 1.0 + k), np.zeros(0)))
    assert rows.front(["g", "c", "b"]) == ["g", "b", "c"]
    rows.leave("a")
    for name in rows.names:
        wanted = 1.0 + names.index(name)
        assert np.all(rows["weights"][rows.names.index(name)] == wanted)
    rows.join("a", (np.zeros(net.layout.size), np.zeros(0)))
    assert not np.any(rows.state("a", "sgd")["weights/0.W"])


def test_a_rule_that_moves_matrices_as_wholes_is_refused() -> None:
    with pytest.raises(ValueError, match="moves every number alone, got muon"):
        open_gang(network("conv"), recipe("muon"))
