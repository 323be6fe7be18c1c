"""What the page of the linear classifier draws and prints, computed for both losses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.backend import Array
from engine.linear import Objective, bound, check, curve, report
from engine.linear.report import kept
from engine.losses import LOSSES
from engine.penalties import PENALTIES
from engine.rules import Trajectory, trajectory
from webapp.demos import linear_formulas as formulas

if TYPE_CHECKING:
    from webapp.demos.linear import Linear

SIDES = ("first", "second")
SHARES = {"half": 0.5, "slide": 1.0}


class Scene:
    """Both walks from one start, and both classifiers at the step that is shown."""

    def __init__(self, asked: Linear) -> None:
        self.asked = asked
        self.classes = len(asked.W)
        self.step = asked.steps - asked.back
        self.surfaces = {side: _surface(asked, getattr(asked, side)) for side in SIDES}
        self.x, self.y = self.surfaces["first"].x, self.surfaces["first"].y

    @cached_property
    def walks(self) -> dict[str, Trajectory]:
        """The walk of each side, from the start to the last update."""
        losses = {side: getattr(self.asked, side) for side in SIDES}
        alone = {s: replace(self.asked, back=0, first=k, second=k) for s, k in losses.items()}
        return {side: _walk(asked) for side, asked in alone.items()}

    @cached_property
    def reports(self) -> dict[str, dict[str, Any]]:
        """Each side at the step that is shown."""
        return {s: report(self.surfaces[s], self.walks[s].points[self.step]) for s in SIDES}

    def frames(self) -> Iterator[tuple[str, Any]]:
        """Name and data of every frame."""
        yield "data", self.data()
        yield from self.reports.items()
        yield "curve", self.curve()
        yield "check", {side: self.check(side) for side in SIDES}
        yield "formula", {side: self.formula(side) for side in SIDES}

    def data(self) -> dict[str, Any]:
        """What both sides share; `factor`: what an update of plain descent makes of W by itself."""
        asked, pull = self.asked, self.surfaces["first"].pull
        return {
            "x": self.x.tolist(),
            "y": self.y.tolist(),
            "bound": bound(self.x),
            "step": self.step,
            "last": asked.steps,
            "factor": 1 - asked.lr * pull if asked.rule.key == "sgd" else None,
        }

    def curve(self) -> dict[str, Any]:
        """Both losses by step."""
        sides = {side: curve(self.surfaces[side], self.walks[side]) for side in SIDES}
        return {"step": kept(self.asked.steps).tolist(), **sides}

    def check(self, side: str) -> dict[str, Any]:
        """The gradient that is shown against finite differences of the loss that is shown."""
        said = self.reports[side]
        theta = self.walks[side].points[self.step]
        found = check(self.surfaces[side], theta, _flat(said["dW"], said["db"]))
        return {
            "error": found.error,
            "rounding": found.rounding,
            "kinks": int(found.kinks.sum()),
            "agrees": found.agrees,
        }

    def formula(self, side: str) -> dict[str, Any]:
        """One a right class for the chosen point, and the whole loss."""
        loss, count = getattr(self.asked, side), self.classes
        points = [formulas.of_point(side, loss, right, count) for right in range(count)]
        return {"point": points, "total": formulas.of_all(side, self.asked.penalty)}

    def row(self, i: int) -> dict[str, float]:
        """A row of the table for readers without scripts."""
        place = {"x0": self.x[i, 0], "x1": self.x[i, 1], "y": self.y[i]}
        for side, said in self.reports.items():
            place |= {side: said["each"][i], f"{side}_best": said["best"][i]}
        return {name: float(value) for name, value in place.items()}


def _surface(asked: Linear, loss: str) -> Objective:
    table = np.array(asked.points, dtype=float)
    x, y = np.ascontiguousarray(table[:, :2]), table[:, 2].astype(int)
    size = (asked.strength, SHARES[asked.penalty])
    return Objective(LOSSES[loss](), PENALTIES["l2"](), *size, x, y, len(asked.W))


@lru_cache(maxsize=16)
def _walk(asked: Linear) -> Trajectory:
    """The walk down the first loss: scrubbing through its history asks for the same one again."""
    start = [*chain.from_iterable(asked.W), *asked.b[0]]
    walked = trajectory(asked.rule, _surface(asked, asked.first), start, asked.steps, asked.lr)
    walked.points.flags.writeable = False
    return walked


def _flat(W: Any, b: Any) -> Array:
    return np.concatenate((np.ravel(W), b))
