"""What is minimized and how, and the numbers of one step."""

from __future__ import annotations

from dataclasses import dataclass

from engine.losses import Loss
from engine.penalties import Penalty
from engine.rules import Rule


@dataclass(frozen=True)
class Recipe:
    """What is minimized and how: loss, penalty on weights, update rule."""

    loss: Loss
    rule: Rule
    penalty: Penalty


@dataclass(frozen=True)
class Step:
    """Update `t`, counted from 1, on `n` images."""

    n: int
    t: int
    lr: float
    strength: float = 0.0
