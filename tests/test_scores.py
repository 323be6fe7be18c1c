"""The score function of the lecture's example, and the sizes of a linear classifier."""

from __future__ import annotations

import numpy as np
import pytest

from engine.lecture.examples import slide_39
from engine.schema import BadParams, parse
from engine.scores import Shapes, bias_trick, linear_scores, running
from webapp.demos.scores import Scores


def test_slide_39() -> None:
    W, x, b = slide_39()
    assert linear_scores(W, x, b) == pytest.approx([-96.8, 437.9, 60.75])
    assert running(W * x)[:, -1] == pytest.approx([-97.9, 434.7, 61.95])
    wide, long = bias_trick(W, x, b)
    assert np.array_equal(running(wide * long)[:, -1], linear_scores(W, x, b))


def test_sizes() -> None:
    apart, together = Shapes(3072, 10, 50_000), Shapes(3072, 10, 50_000, trick=True)
    assert (apart.weights, apart.biases, apart.parameters) == (30_720, 10, 30_730)
    assert (together.columns, together.biases, together.parameters) == (3073, 0, 30_730)
    assert apart.sides[0] / apart.sides[1] == pytest.approx(np.sqrt(153_600_000 / 30_730))


@pytest.mark.parametrize(
    ("given", "name"),
    [({"x": "1,2"}, "x"), ({"b": "1,2"}, "b"), ({"y": "3"}, "y"), ({"W": "1,2,3;4,5,6"}, "x")],
)
def test_sizes_that_do_not_fit_are_refused(given: dict[str, str], name: str) -> None:
    with pytest.raises(BadParams) as refused:
        parse(Scores, given)
    assert "got" in refused.value.refusals[name].sentence("en")
