"""Rules and penalties on a device are those of the processor, with numbers of every run."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from engine.gpu.operations import OPERATIONS, Kernel
from engine.gpu.parameters import Parameters
from engine.gpu.pieces import cut
from engine.gpu.processor import Processor
from engine.gpu.recorder import Recorder
from engine.gpu.twins.rule_numbers import NOW
from engine.gpu.updating import Tables, group_ends, hypers, update
from engine.layers import LAYERS
from engine.losses import LOSSES
from engine.network.layout import Layout
from engine.penalties import PENALTIES, Penalty
from engine.rules import RULES, Rule
from engine.training.recipe import Recipe, Step
from engine.training.update import Update
from tests.gpu import emulator

RUNS, STEPS = 3, 5
STRENGTHS, SHARES = (0.0, 0.01, 0.3), (1, 0.9, 0.5)
CONVS = ((3, (5, 5, 2)), (40, (5, 5, 2)), (3, (5, 5, 2)))  # tall, wide, and like the first
LAYOUT = Layout(
    [
        *(LAYERS["conv"](filters=f).build(shape) for f, shape in CONVS),
        LAYERS["dense"](units=4).build((6,)),
        LAYERS["batchnorm"]().build((4,)),
    ]
)


def others(rule: Rule) -> list[Rule]:
    """The rule with other numbers for every run."""
    numbers = {f.name: getattr(rule, f.name) for f in fields(rule)}
    real = {name: n for name, n in numbers.items() if isinstance(n, float)}
    return [replace(rule, **{name: n * share for name, n in real.items()}) for share in SHARES]


class Board(dict[str, np.ndarray]):
    """What a team of one shares, in float64."""

    def __init__(self, rule: Rule, weights: np.ndarray) -> None:
        super().__init__(weights=weights.copy(), grads=np.zeros((1, *weights.shape)))
        self.memory = {name: np.zeros_like(weights) for name in rule.slots}

    def slots(self, rule: Rule) -> dict[str, np.ndarray]:
        return self.memory


class OnProcessor:
    """One run as engine.training updates it."""

    def __init__(self, rule: Rule, penalty: Penalty, strength: float, weights: np.ndarray) -> None:
        self.recipe, self.strength = Recipe(LOSSES["softmax"](), rule, penalty), strength
        self.board: Any = Board(rule, weights)
        self.update = Update(LAYOUT, self.board)

    def step(self, g: np.ndarray, t: int, lr: float) -> float:
        self.board["grads"][0] = g
        return self.update.share(self.recipe, Step(1, t, lr, self.strength), 0, 1)


@pytest.mark.parametrize("penalty", PENALTIES)
@pytest.mark.parametrize("key", RULES)
def test_updates_are_those_of_the_processor(key: str, penalty: str) -> None:
    rng, rules, pull = np.random.default_rng(5), others(RULES[key]()), PENALTIES[penalty]()
    recorder = Recorder()
    parameters = Parameters.make(recorder, LAYOUT, RUNS)
    clock = recorder.make("clock", (RUNS,), "long", held=True)
    given = recorder.make("given", (RUNS, LAYOUT.size), "float", held=True)
    recorder.run("watch_begin", given.size, w=given, before=parameters.grads, n=given.size)
    tables = Tables.make(recorder, LAYOUT, rules[0], RUNS, STEPS)
    costs = recorder.keep(update(recorder, parameters, tables, clock, scale=0.5))

    machine = Processor(recorder, "float64")
    weights = rng.normal(size=(RUNS, LAYOUT.size))
    weights[:, ::4] = 0
    rates = 0.1 * rng.random((RUNS, STEPS))
    table = [hypers(r, pull, s, list(LAYOUT.groups)) for r, s in zip(rules, STRENGTHS, strict=True)]
    machine.write(parameters.masters, weights)
    machine.write(tables.hyper, np.array(table))
    machine.write(tables.rates, rates)
    machine.write(tables.ends, group_ends(LAYOUT))
    machine.write(tables.pieces.table, cut(LAYOUT))
    runs = [OnProcessor(r, pull, s, w) for r, s, w in zip(rules, STRENGTHS, weights, strict=True)]
    for t in range(1, STEPS + 1):
        slopes = rng.normal(size=weights.shape)
        machine.write(clock, np.full(RUNS, t, np.uint64))
        machine.write(given, 2 * slopes)
        machine.play()
        cost = [
            run.step(g, t, lr) for run, g, lr in zip(runs, slopes, rates[:, t - 1], strict=True)
        ]
        np.testing.assert_allclose(machine.read(costs).sum(axis=1), cost, 1e-12)
    for view in (parameters.masters, parameters.weights):
        np.testing.assert_allclose(
            machine.read(view), [run.board["weights"] for run in runs], 1e-10, 1e-12
        )
    for name, slot in tables.slots.items():
        wanted = [run.board.memory[name] for run in runs]
        np.testing.assert_allclose(machine.read(slot), wanted, 1e-10, 1e-12)


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9, 0.999, 0.999999])
def test_corrections_keep_their_digits_in_float(beta: float) -> None:
    """What the kernel is given are floats; it is near the processor's doubles all the same."""
    clock = np.unique(np.logspace(0, 6, 60).astype(np.uint64))
    runs, t = len(clock), clock.astype(float)
    rule = RULES["adam"](beta1=min(beta, 0.9999), beta2=beta)
    table = hypers(rule, PENALTIES["none"](), 0, ["weights"]).astype(np.float32)
    given: dict[str, Any] = {
        "hyper": np.repeat(table[None], runs, axis=0),
        "rates": np.ones((runs, 1), np.float32),
        "clock": clock,
        "now": np.empty((runs, 1, len(NOW)), np.float32),
        "runs": runs,
        "groups": 1,
        "total": 1,
        "corrected": 1,
    }
    root = (1 - rule.beta2**t) ** 0.5
    emulator.run(kernel("rule_numbers"), runs, given, "float32")
    now = dict(zip(NOW, given["now"][:, 0].T, strict=True))
    np.testing.assert_allclose(now["eps"], rule.eps * root, 1e-6)
    np.testing.assert_allclose(now["rate"], root / (1 - rule.beta1**t), 1e-6)


def test_a_part_of_the_flat_weights_moves_as_it_does_alone() -> None:
    """Runs lie a stride apart; what lies between them is not touched."""
    rng, size, stride = np.random.default_rng(1), 37, 50
    now = rng.random((2, 1, len(NOW))).astype(np.float32)
    rest = {"now": now, "ends": np.array([size], np.int32), "size": size, "groups": 1, "scale": 1.0}
    flat = {name: rng.random((2, stride)).astype(np.float32) for name in ("w", "g", "v", "copy")}
    alone = {name: np.ascontiguousarray(a[:, 5 : 5 + size]) for name, a in flat.items()}
    apart = {name: a.copy()[:, 5 : 5 + size] for name, a in flat.items()}
    for arrays, step in ((alone, size), (apart, stride)):
        costs = np.empty((2, 1), np.float32)
        given = {**arrays, "costs": costs, **rest, "stride": step}
        emulator.run(kernel("rule_nesterov"), 2, given, "float32")
    for name, array in apart.items():
        np.testing.assert_array_equal(array, alone[name])
        np.testing.assert_array_equal(array.base[:, :5], flat[name][:, :5])
        np.testing.assert_array_equal(array.base[:, 5 + size :], flat[name][:, 5 + size :])


def kernel(name: str) -> Kernel:
    found = OPERATIONS[name]
    assert isinstance(found, Kernel)
    return found
