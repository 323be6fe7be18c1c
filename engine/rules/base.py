"""The contract of an update rule: the last line of the training loop, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from engine.backend import Array
from engine.registry import Entry, Registry

WEIGHTS = ("matrices", "weights")  # the groups that a penalty and decay act on
Slots = Mapping[str, Array]
Work = Callable[[str], Array]


@dataclass(frozen=True)
class Rule(Entry):
    """Hyperparameters are fields, the learning rate is not one; memory is passed in.

    `slots` names that memory: arrays like w that start at 0. `usual_rate` is a learning
    rate to start from. Fields named in `weights_only` spare biases and batch norm. A rule that
    is `whole` moves the group "matrices" (filters) one matrix at a time, by `update_matrix`.
    """

    slots: ClassVar[tuple[str, ...]] = ()
    usual_rate: ClassVar[float] = 1e-3
    weights_only: ClassVar[tuple[str, ...]] = ()
    whole: ClassVar[bool] = False

    def hyper(self, lr: float, group: str = "weights") -> dict[str, float]:
        """The numbers of one update: "lr" and every field, 0 where it spares `group`."""
        spared = () if group in WEIGHTS else self.weights_only
        values = {name: float(value) for name, value in vars(self).items()}
        return {"lr": float(lr)} | values | dict.fromkeys(spared, 0.0)

    def update(
        self, w: Array, g: Array, state: Slots, t: int, hyper: Mapping[str, float], work: Work
    ) -> None:
        """Move w (P,) in place, given g = dL/dw (P,).

        Reads its arguments only, and of the rule's numbers only those in `hyper`; writes
        w, the arrays of `state`, and scratch arrays like w that `work(name)` gives.
        t counts updates from 1. Elementwise: a slice moves as it would in the whole, and a
        number of `hyper` may be an array like w, with a value of its own for every element.
        """
        raise NotImplementedError

    def update_matrix(
        self, w: Array, g: Array, state: Slots, t: int, hyper: Mapping[str, float], work: Work
    ) -> None:
        """Move the matrix w (R, F) in place as `update` moves numbers, but as one."""
        raise NotImplementedError


RULES: Registry[Rule] = Registry("rule")
