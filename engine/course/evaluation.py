"""Accuracy on images the network does not learn from, a few at a time between steps.

One pass judges the weights of one step, which are frozen for its duration; curves carry
that step, so they say how old they are. Passes alternate by count, never by the clock:
a run gives the same numbers on a fast and on a slow machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.backend import Array

CLASSES = 10
WORST = 12
VALIDATIONS_PER_TEST = 4
SHARE = 8  # one image judged (forward only) for every eight learned from: under 10 % of the time

Mistake = tuple[float, int, int, int]  # probability, image, target, predicted


@dataclass
class Evaluation:
    """One pass: what is judged (`validation` or `test`), how far it came, what it counted."""

    kind: str
    step: int
    at: int = 0
    loss: float = 0.0
    confusion: list[list[int]] = field(default_factory=lambda: [[0] * CLASSES] * CLASSES)
    worst: list[Mistake] = field(default_factory=list)

    def add(self, scores: Array, target: Array, losses: Array) -> None:
        """Count scores (n, K) of the next n images against target (n,); losses (n,) one each."""
        shifted = np.exp(scores - scores.max(axis=1, keepdims=True), dtype=np.float64)
        chance = shifted / shifted.sum(axis=1, keepdims=True)
        predicted = scores.argmax(axis=1)
        table = np.array(self.confusion)
        np.add.at(table, (target, predicted), 1)
        wrong = np.flatnonzero(predicted != target)
        found = [
            (float(chance[i, predicted[i]]), self.at + int(i), int(target[i]), int(predicted[i]))
            for i in wrong
        ]
        self.confusion = table.tolist()
        self.worst = sorted([*self.worst, *found], reverse=True)[:WORST]
        self.loss += float(losses.sum(dtype=np.float64))
        self.at += len(target)

    @property
    def right(self) -> int:
        """How many were right so far: the diagonal of the confusion matrix."""
        return sum(row[i] for i, row in enumerate(self.confusion))

    def to_json(self) -> dict[str, Any]:
        """What a state file keeps of a pass in progress."""
        return dict(vars(self))

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Evaluation:
        """The pass in progress that `to_json` wrote."""
        worst = [(float(p), int(i), int(t), int(k)) for p, i, t, k in kept["worst"]]
        return cls(**{**kept, "worst": worst})


def next_kind(passes: int) -> str:
    """The kind of pass number `passes`, counted from 0: a test after every four validations."""
    turn = passes % (VALIDATIONS_PER_TEST + 1)
    return "test" if turn == VALIDATIONS_PER_TEST else "validation"
