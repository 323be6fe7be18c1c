"""Rules and penalties on a device are those of the processor, with numbers of every run."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from engine.gpu.operations import OPERATIONS, Kernel
from engine.gpu.parameters import Parameters
from engine.gpu.processor import Processor
from engine.gpu.recorder import Recorder
from engine.gpu.twins.rule_numbers import NOW
from engine.gpu.updating import PENALIZED, Tables, group_ends, hypers, update
from engine.layers import LAYERS
from engine.network.layout import Layout
from engine.penalties import PENALTIES
from engine.rules import RULES, Rule
from tests.gpu import emulator

RUNS, STEPS = 3, 5
STRENGTHS = (0.0, 0.01, 0.3)
LAYOUT = Layout(
    (
        LAYERS["conv"](filters=3).build((5, 5, 2)),
        LAYERS["dense"](units=4).build((6,)),
        LAYERS["batchnorm"]().build((4,)),
    )
)
PLAIN = [key for key in RULES if key != "muon"]


def others(rule: Rule) -> list[Rule]:
    """The rule with other numbers for every run."""
    return [
        rule,
        replace(rule, **{f.name: getattr(rule, f.name) * 0.9 for f in fields(rule)}),
        replace(rule, **{f.name: getattr(rule, f.name) * 0.5 for f in fields(rule)}),
    ]


class OnProcessor:
    """One run as engine.training updates it."""

    def __init__(self, rule: Rule, penalty: Any, strength: float, weights: np.ndarray) -> None:
        self.rule, self.penalty, self.strength = rule, penalty, strength
        self.w = weights.copy()
        self.slots = {name: np.zeros_like(weights) for name in rule.slots}

    def step(self, g: np.ndarray, t: int, lr: float) -> float:
        cost, work = 0.0, {}
        for group, part in LAYOUT.groups.items():
            w, slope = self.w[part], g[part].copy()

            def scratch(name: str, like: np.ndarray = w) -> np.ndarray:
                return work.setdefault((name, like.size), np.empty_like(like))

            if group in PENALIZED and self.strength:
                self.penalty.add_gradient(w, slope, self.strength, scratch)
                cost += self.penalty.value(w, self.strength)
            slots = {name: slot[part] for name, slot in self.slots.items()}
            self.rule.update(w, slope, slots, t, self.rule.hyper(lr, group), scratch)
        return cost


@pytest.mark.parametrize("penalty", PENALTIES)
@pytest.mark.parametrize("key", PLAIN)
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
        np.testing.assert_allclose(machine.read(view), [run.w for run in runs], 1e-10, 1e-12)
    for name, slot in tables.slots.items():
        wanted = [run.slots[name] for run in runs]
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
