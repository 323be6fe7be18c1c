"""The end of a step written down: penalty and update rule over the flat weights of all runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.gpu.buffers import View
from engine.gpu.matrices import Matrices
from engine.gpu.parameters import Parameters
from engine.gpu.pieces import Pieces
from engine.gpu.recorder import Recorder
from engine.gpu.twins.rule_numbers import HYPERS, NOW
from engine.gpu.twins.rules import CHUNK
from engine.network.layout import Layout
from engine.penalties import Penalty
from engine.rules import Rule
from engine.rules.base import WEIGHTS
from engine.rules.muon import Muon

KERNELS = {"adam": "adam", "adamw": "adam", "adam_uncorrected": "adam"}  # others have their own
CORRECTED = ("adam", "adamw")
FORGETTING = {"first": ("beta1", "mu", "rho"), "second": ("beta2",)}


def hypers(rule: Rule, penalty: Penalty, strength: float, groups: Sequence[str]) -> Array:
    """The table (G, HYPERS) of a run: what the kernels of its rule and penalty read."""
    rows = [_row(rule, group) | _pull(penalty, strength, group) for group in groups]
    return np.array([[row.get(name, 0.0) for name in HYPERS] for row in rows])


def _row(rule: Rule, group: str) -> dict[str, float]:
    given = rule.hyper(1.0, group)
    whole = rule.whole and group == "matrices"
    if isinstance(rule, Muon) and not whole:
        given |= {"mu": given["rest_mu"], "lr": given["rest"]}
    row = {"factor": given["lr"], "eps": given.get("eps", 0.0), "decay": given.get("decay", 0.0)}
    for column, names in FORGETTING.items():
        row[column] = 1 - next((given[name] for name in names if name in given), 1.0)
    return row | ({"second": 1.0} if whole else {})  # which marks what `muon_end` moves


def _pull(penalty: Penalty, strength: float, group: str) -> dict[str, float]:
    """The penalty as l1 |w| + l2 / 2 w^2: its cost at 1 is half the slope beyond the kink."""
    if group not in WEIGHTS:
        return {}
    l1 = strength * penalty.kink
    return {"l1": l1, "l2": 2 * (penalty.value(np.ones(1), strength) - l1)}


@dataclass(frozen=True)
class Tables:
    """What an update reads beside weights, in memory that is kept: the host fills it."""

    rule: Rule
    hyper: View
    rates: View
    ends: View
    slots: Mapping[str, View]
    pieces: Pieces

    @classmethod
    def make(cls, recorder: Recorder, layout: Layout, rule: Rule, runs: int, steps: int) -> Tables:
        """For runs of so many steps: hyper (R, G, HYPERS), rates (R, steps), slots (R, P)."""
        shapes = {"hyper": (runs, len(layout.groups), len(HYPERS)), "rates": (runs, steps)}
        hyper, rates = (recorder.make(n, s, "float", held=True) for n, s in shapes.items())
        ends = recorder.make("ends", (len(layout.groups),), "int", held=True)
        slots = {
            name: recorder.make(f"slots.{name}", (runs, layout.size), "float", held=True)
            for name in rule.slots
        }
        return cls(rule, hyper, rates, ends, slots, Pieces.make(recorder, layout))

    def numbers(self, recorder: Recorder, clock: View) -> View:
        """What the rule reads at the step the clock shows, (R, G, NOW)."""
        runs, groups, _ = self.hyper.shape
        now = recorder.make("now", (runs, groups, len(NOW)), "float")
        recorder.run(
            "rule_numbers",
            runs * groups,
            hyper=self.hyper,
            rates=self.rates,
            clock=clock,
            now=now,
            runs=runs,
            groups=groups,
            total=self.rates.shape[1],
            corrected=int(self.rule.key in CORRECTED),
        )
        return now


def group_ends(layout: Layout) -> Array:
    """Where each group of the flat weights ends, for `Tables.ends`."""
    return np.array([part.stop for part in layout.groups.values()], np.int32)


def update(
    recorder: Recorder, parameters: Parameters, tables: Tables, clock: View, scale: float = 1.0
) -> View:
    """Move all weights given their gradients times `scale`; what the penalty costs (R, parts).

    The numbers of step t are those before `end_step` lets the clock go on from t.
    """
    masters, now, told = parameters.masters, tables.numbers(recorder, clock), {}
    runs, size = masters.shape
    parts = -(-size // CHUNK)
    costs = recorder.make("costs", (runs, parts), "float")
    if isinstance(tables.rule, Muon):
        told["step"] = recorder.make("step", masters.shape, "float")
    recorder.run(
        f"rule_{KERNELS.get(tables.rule.key, tables.rule.key)}",
        runs * parts,
        w=masters,
        g=parameters.grads,
        **tables.slots,
        **told,
        copy=parameters.weights,
        costs=costs,
        now=now,
        ends=tables.ends,
        size=size,
        stride=masters.stride,
        groups=len(parameters.layout.groups),
        scale=scale,
    )
    if isinstance(tables.rule, Muon):
        Matrices(recorder, parameters, tables.pieces, told["step"]).move(tables.rule, now)
    return costs
