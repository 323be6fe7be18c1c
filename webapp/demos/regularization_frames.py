"""What the regularization page shows, asked of the engine."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.data import DataRefused, sets_folder
from engine.lecture.compute import initial_loss
from engine.penalties import PENALTIES, Penalty
from engine.scores import linear_scores
from engine.separator import STRENGTHS, WEIGHTS, sampled
from engine.shrinkage import Bowl, balance, coordinate_descent
from webapp.demos import regularization_formula as formulas
from webapp.demos.regularization_kept import CAR, RIGHT, curve_of, scaling, swept
from webapp.demos.regularization_words import KINDS, PHOTOS

if TYPE_CHECKING:
    from webapp.demos.regularization import Regularization

# From one thousandth to 28, each a short binary number, so that a page can write the same ones.
STEEPER = np.array([part * 2.0**k for k in range(-10, 5) for part in (1, 1.25, 1.5, 1.75)])
S192 = (10, 154_100, 1e-4)  # classes, weights, their deviation
S192_STRENGTH, S192_PRINTED = 1000.0, 3.06859716482


class Frames:
    """The pictures of one set of parameters."""

    def __init__(self, asked: Regularization) -> None:
        self.asked = asked
        self.slide = asked.penalty == "slide"
        self.penalties: dict[str, Penalty] = {
            key: PENALTIES[key](**({"beta": asked.beta} if key == "elastic" else {}))
            for key in KINDS
        }
        self.chosen = self.penalties[asked.regularizer]
        a, rho, spread = np.array(asked.minimum[0]), asked.correlation, asked.spread
        self.bowl = Bowl(a, np.array([[1, rho * spread], [rho * spread, spread * spread]]))

    def strength(self, penalty: Penalty) -> float:
        """What the engine calls lambda: the slides' whole R needs more of it for L2."""
        return self.asked.strength * self.factor(penalty)

    def factor(self, penalty: Penalty) -> float:
        """2 for L2 as slides 61 and 81 print it, else 1."""
        return 1 / penalty.share if self.slide else 1.0

    def touch(self) -> dict[str, Any]:
        """Two weights: where every penalty ends, and what it and the loss say there."""
        kinds = {key: self._ended(penalty) for key, penalty in self.penalties.items()}
        shape = {"minimum": self.bowl.minimum.tolist(), "H": self.bowl.curvature.tolist()}
        return shape | {"strength": self.asked.strength, "beta": self.asked.beta, "kinds": kinds}

    def _ended(self, penalty: Penalty) -> dict[str, Any]:
        strength = self.strength(penalty)
        w = coordinate_descent(self.bowl, penalty, np.array([strength]))[:, 0]
        data, cost = self.bowl.value(w), penalty.value(w, strength)
        gradient = self.bowl.gradient(w)
        return {
            "weights": w.tolist(),
            "data": data,
            "penalty": cost,
            "total": data + cost,
            "size": penalty.size(w),
            "gradient": gradient.tolist(),
            "pull": balance(penalty, w, gradient, strength).tolist(),
        }

    def path(self) -> dict[str, Any]:
        """Where two weights go as lambda grows."""
        return {
            key: coordinate_descent(self.bowl, penalty, STEEPER * self.factor(penalty)).tolist()
            for key, penalty in self.penalties.items()
        }

    def curve(self) -> dict[str, Any]:
        """Loss and penalty along the scale of W, and where their sum is least."""
        asked = self.asked
        return curve_of(asked.scores, asked.images, self.chosen, self.strength(self.chosen))

    def point(self) -> dict[str, Any]:
        """The same at the scale chosen, every margin of every image."""
        asked, alpha = self.asked, self.asked.alpha
        strength = self.strength(self.chosen)
        own, everyone = (
            scaling(asked.scores, which, self.chosen, strength) for which in (asked.images, "all")
        )
        data, cost = float(own.losses(alpha).mean()), own.cost(alpha)
        told = {"alpha": alpha, "data": data, "penalty": cost, "total": data + cost}
        told["arguments"] = everyone.arguments(alpha).tolist()
        return told | {"losses": everyone.losses(alpha).tolist()}

    def formula(self) -> dict[str, Any]:
        """Loss and slopes of every penalty; the SVM loss of the images in the loss."""
        shown = [CAR] if self.asked.images == "car" else RIGHT.tolist()
        wrong = {y: tuple(j for j in range(3) if j != y) for y in range(3)}
        return {
            "kinds": {
                key: {
                    "loss": formulas.loss(key, self.slide),
                    "slopes": [formulas.slope(key, self.slide, j) for j in range(2)],
                }
                for key in KINDS
            },
            "scaled": [formulas.scaled(i, i, wrong[i]) for i in shown],
        }

    def pair(self) -> dict[str, Any]:
        """Two rows of weights on one input: their scores, their sizes, which one each R prefers."""
        W, x = np.array(self.asked.pair), np.array(self.asked.x[0])
        sizes = {key: [p.size(row) for row in W] for key, p in self.penalties.items()}
        return {
            "scores": linear_scores(W, x, np.zeros(len(W))).tolist(),
            "sizes": sizes,
            "prefers": {key: _smaller(*two) for key, two in sizes.items()},
        }

    def convention(self) -> dict[str, float]:
        """The loss of slide 192 before training, with and without the half."""
        half, whole = (initial_loss(*S192, f * S192_STRENGTH) for f in (1, 2))
        return {"half": half, "slide": whole, "printed": S192_PRINTED}

    def sweep(self) -> dict[str, Any] | None:
        """Real images: every penalty from weak to strong, and at the lambda chosen."""
        keys = list(PHOTOS)
        one, other = (keys.index(key) for key in (self.asked.one, self.asked.other))
        try:
            task = sampled(sets_folder(), one, other, self.asked.examples)
        except DataRefused:
            return None
        return {
            "strengths": list(reversed(STRENGTHS)),
            "weights": WEIGHTS,
            "means": np.round(task.means).astype(np.uint8),
            "kinds": {
                key: swept(task, penalty, self.factor(penalty), self.asked.strength)
                for key, penalty in self.penalties.items()
            },
        }

    def rows(self, swept: dict[str, Any] | None) -> Iterator[dict[str, float]]:
        """The table of the chosen penalty: two weights and the real images, lambda by lambda."""
        strengths = np.array(STRENGTHS[::-1])
        two = coordinate_descent(self.bowl, self.chosen, strengths * self.factor(self.chosen))
        curves = swept["kinds"][self.asked.regularizer]["curves"] if swept else {}
        told = {"zeros": "zeros", "train": "loss", "kept": "val.loss", "right": "val.accuracy"}
        for k, strength in enumerate(strengths):
            real = {n: curves[c][k] if curves else math.nan for n, c in told.items()}
            yield {"strength": strength, "w1": two[0, k], "w2": two[1, k]} | real


def _smaller(first: float, second: float) -> int | None:
    """0 or 1; None where both are equal but for rounding."""
    if np.isclose(first, second, rtol=1e-12, atol=0):
        return None
    return int(second < first)
