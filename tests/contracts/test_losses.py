"""The contract of losses, and the numbers of the lecture."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.losses import LOSSES, Loss, softmax
from engine.losses.cross_entropy import CrossEntropy
from engine.losses.hinge import Hinge
from engine.losses.one_vs_all import OneVersusAll
from engine.losses.squared import SquaredError
from engine.losses.squared_hinge import SquaredHinge
from engine.losses.structured import Structured

VARIANTS: list[Loss] = [cls() for cls in LOSSES.values()]
VARIANTS += [CrossEntropy(0.1, 2.5), CrossEntropy(base="10"), CrossEntropy(0, 0.5, "2")]
VARIANTS += [CrossEntropy(0.1), Hinge(2, own=True), Hinge(0.5, mean=True)]
VARIANTS += [SquaredHinge(1, own=True, mean=True), OneVersusAll(0.3), Structured(3)]
SHIFT_INVARIANT = (CrossEntropy, Hinge, SquaredHinge, Structured)

# T18: rows are the cat, car and frog images, columns the scores of cat, car and frog.
LECTURE = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
RIGHT = np.array([0, 1, 2])


@pytest.fixture
def batch() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(7)
    return 3 * rng.standard_normal((9, 5)), rng.integers(0, 5, 9)


def every(loss: object) -> str:
    return str(loss)


@pytest.mark.parametrize("loss", VARIANTS, ids=every)
def test_the_gradient_is_the_slope_in_a_random_direction(loss: Loss, batch: tuple) -> None:
    scores, target = batch
    d, h = np.random.default_rng(1).standard_normal(scores.shape), 1e-6
    slope = (loss(scores + h * d, target)[0] - loss(scores - h * d, target)[0]) / (2 * h)
    told = (loss(scores, target)[1] * d).sum()
    assert abs(slope - told) <= 1e-6 * max(1, abs(slope), abs(told))


@pytest.mark.parametrize("loss", VARIANTS, ids=every)
def test_the_value_is_the_mean_and_nothing_else_is_written(loss: Loss, batch: tuple) -> None:
    scores, target = batch
    before = scores.copy(), target.copy()
    value, dscores = loss(scores, target)
    assert value == pytest.approx(loss.per_example(scores, target).mean(), rel=1e-14)
    assert (scores == before[0]).all()
    assert (target == before[1]).all()
    again = loss(*before)
    assert value == again[0]
    assert (dscores == again[1]).all()


@pytest.mark.parametrize("loss", VARIANTS, ids=every)
def test_float32_stays_float32_and_near(loss: Loss, batch: tuple) -> None:
    scores, target = batch
    value, dscores = loss(scores.astype(np.float32), target.astype(np.uint8))
    assert value.dtype == dscores.dtype == np.float32
    exact = loss(scores, target)
    assert value == pytest.approx(exact[0], rel=1e-5)
    assert np.allclose(dscores, exact[1], atol=1e-5)


@pytest.mark.parametrize("loss", VARIANTS, ids=every)
def test_each_example_pays_at_least_nothing(loss: Loss, batch: tuple) -> None:
    assert (loss.per_example(*batch) >= 0).all()


@pytest.mark.parametrize("loss", VARIANTS, ids=every)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_huge_scores_neither_warn_nor_lose_the_number(loss: Loss, dtype: type) -> None:
    scores = np.array([[1e6, -1e6, 0], [-1e6, 1e6, 2e6]], dtype)
    value, dscores = loss(scores, np.array([1, 1]))
    assert np.isfinite(value)
    assert np.isfinite(dscores).all()


@pytest.mark.parametrize("loss", VARIANTS, ids=every)
def test_a_diverged_batch_is_told_by_the_value_alone(loss: Loss) -> None:
    scores = np.array([[np.inf, np.nan, -3e38], [3e38, -3e38, np.nan]], np.float32)
    assert not np.isfinite(loss(scores, np.array([0, 2]))[0])


@pytest.mark.parametrize("loss", VARIANTS, ids=every)
def test_a_column_of_targets_is_refused(loss: Loss, batch: tuple) -> None:
    scores, target = batch
    with pytest.raises(ValueError, match=r"got \(9, 1\)"):
        loss(scores, target[:, None])


@pytest.mark.parametrize("loss", [v for v in VARIANTS if isinstance(v, SHIFT_INVARIANT)], ids=every)
def test_adding_a_number_to_a_row_changes_nothing(loss: Loss, batch: tuple) -> None:
    scores, target = batch
    moved = scores + np.arange(9)[:, None]
    assert np.allclose(loss.per_example(moved, target), loss.per_example(scores, target))
    assert np.allclose(loss(scores, target)[1].sum(axis=1), 0)


def test_softmax_gives_probabilities_that_ignore_a_shift() -> None:
    p = softmax(LECTURE)
    assert np.allclose(p.sum(axis=1), 1)
    assert np.allclose(softmax(LECTURE + 1000), p, atol=1e-12)
    assert p[0] == pytest.approx([0.129983, 0.869050, 0.000968], abs=5.1e-7)


def test_t19_hinge_of_the_three_images() -> None:
    assert Hinge().per_example(LECTURE, RIGHT) == pytest.approx([2.9, 0, 12.9], abs=1e-12)
    value, dscores = Hinge()(LECTURE, RIGHT)
    assert value == pytest.approx(15.8 / 3, abs=1e-12)
    assert (3 * dscores).tolist() == pytest.approx(np.array([[-1, 1, 0], [0, 0, 0], [1, 1, -2]]))


@pytest.mark.parametrize(
    ("loss", "each", "mean"),
    [
        (Hinge(0.5), [2.4, 0, 11.9], 4.7666667),
        (Hinge(2), [3.9, 0, 14.9], 6.2666667),
        (Hinge(own=True), [3.9, 1, 13.9], 6.2666667),
        (Hinge(mean=True), [1.45, 0, 6.45], 2.6333333),
        (SquaredHinge(), [8.41, 0, 83.25], 30.5533333),
    ],
    ids=every,
)
def test_t19_t20_t24_what_ifs(loss: Loss, each: list[float], mean: float) -> None:
    assert loss.per_example(LECTURE, RIGHT) == pytest.approx(each, abs=1e-6)
    assert loss(LECTURE, RIGHT)[0] == pytest.approx(mean, abs=1e-6)


def test_t24_cross_entropy_of_the_three_images() -> None:
    each = CrossEntropy().per_example(LECTURE, RIGHT)
    assert each == pytest.approx([2.0404, 0.0791, 6.1565], abs=5e-5)
    assert each.mean() == pytest.approx(2.7587, abs=5e-5)
    by_hand = [math.log(sum(map(math.exp, s))) - s[y] for y, s in enumerate(LECTURE.tolist())]
    assert each == pytest.approx(by_hand, abs=1e-14)


def test_t24_temperature_and_the_base_of_the_logarithm() -> None:
    natural = CrossEntropy().per_example(LECTURE, RIGHT)
    assert CrossEntropy(base="10").per_example(LECTURE, RIGHT)[0] == pytest.approx(
        0.886115, abs=1e-6
    )
    assert np.allclose(CrossEntropy(base="2").per_example(LECTURE, RIGHT) * np.log(2), natural)
    halved = CrossEntropy(temperature=2).per_example(LECTURE, RIGHT)
    assert np.allclose(halved, CrossEntropy().per_example(LECTURE / 2, RIGHT))


def test_t24_softmax_gradients() -> None:
    told = [[-0.8700, 0.8690, 0.0010], [0.0252, -0.0761, 0.0508], [0.4247, 0.5732, -0.9979]]
    assert np.allclose(3 * CrossEntropy()(LECTURE, RIGHT)[1], told, atol=5.1e-5)


@pytest.mark.parametrize("classes", [3, 10])
def test_t20_equal_scores_cost_classes_minus_one_or_its_logarithm(classes: int) -> None:
    scores, target = np.zeros((4, classes)), np.arange(4) % classes
    assert Hinge()(scores, target)[0] == pytest.approx(classes - 1)
    assert CrossEntropy()(scores, target)[0] == pytest.approx(np.log(classes), rel=1e-15)


@pytest.mark.parametrize(
    ("scores", "hinge", "cross_entropy"),
    [
        ([10, -2, 3], (0, 0, 0), (9.17605e-4, 1.01406e-3, 8.3032e-4)),
        ([10, 9, 9], (0, 0.2, 0), (0.551445, 0.595060, 0.510271)),
        ([10, -100, -100], (0, 0, 0), (3.378e-48, 3.733e-48, 3.056e-48)),
    ],
)
def test_t25_jiggling_the_right_score(
    scores: list[float], hinge: tuple[float, ...], cross_entropy: tuple[float, ...]
) -> None:
    jiggled = np.array([[scores[0] + j, *scores[1:]] for j in (0, -0.1, 0.1)])
    target = np.zeros(3, int)
    assert Hinge().per_example(jiggled, target) == pytest.approx(hinge, abs=1e-12)
    assert CrossEntropy().per_example(jiggled, target) == pytest.approx(cross_entropy, rel=1.5e-4)


def test_no_slope_exactly_on_the_margin() -> None:
    on_the_margin, target = np.array([[10.0, 9.0, 9.0]]), np.array([0])
    for loss in (Hinge(), SquaredHinge(), Structured()):
        assert not loss(on_the_margin, target)[1].any()


def test_the_four_other_formulas_by_hand() -> None:
    scores, target = np.array([[0.5, 2.0, -3.0]]), np.array([0])
    assert OneVersusAll().per_example(scores, target) == pytest.approx([0.5 + 3])
    assert Structured().per_example(scores, target) == pytest.approx([2.5])
    assert SquaredError().per_example(scores, target) == pytest.approx([(0.25 + 4 + 9) / 2])
    assert CrossEntropy(0.5).per_example(scores, target)[0] == pytest.approx(
        -(np.array([4, 1, 1]) / 6) @ np.log(softmax(scores)[0])
    )


def test_shifting_or_scaling_a_loss_keeps_the_direction_of_its_gradient() -> None:
    plain = Hinge()(LECTURE, RIGHT)[1]
    assert (Hinge(own=True)(LECTURE, RIGHT)[1] == plain).all()
    assert np.allclose(2 * Hinge(mean=True)(LECTURE, RIGHT)[1], plain)
