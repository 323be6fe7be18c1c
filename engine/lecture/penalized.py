"""The numbers of slides 59 to 61: what the scale and the choice of W change."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.lecture.examples import S47, S61_PAIR, S61_X, table
from engine.penalties import PENALTIES
from engine.scaling import Scaling
from engine.scores import linear_scores


def scaled_argument(image: int, wrong: int, scale: float) -> float:
    """s_j - s_y + 1 of slide 47, all scores multiplied by `scale`."""
    return float(_slide_47().arguments(scale)[image, wrong])


def scaled_loss(scale: float, image: int | None = None) -> float:
    """The SVM loss of slide 47, all scores multiplied by `scale`: of one image or the mean."""
    losses = _slide_47().losses(scale)
    return float(losses.mean() if image is None else losses[image])


def _slide_47() -> Scaling:
    return Scaling(table(S47), np.arange(3), PENALTIES["none"](), 0.0)


def slide_61_score(row: int) -> float:
    """The score of the first or second row of weights."""
    return float(linear_scores(table(S61_PAIR), table(S61_X)[0], np.zeros(2))[row])


def slide_61_size(penalty: str, row: int) -> float:
    """R(w) of the first or second row of weights, as printed."""
    return PENALTIES[penalty]().size(table(S61_PAIR)[row])


PENALIZED: dict[str, Callable[..., float]] = {
    made.__name__: made for made in (scaled_argument, scaled_loss, slide_61_score, slide_61_size)
}
