"""The contract of penalties, and R(W) of the lecture."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from engine.penalties import PENALTIES, Penalty

ALL = [cls() for cls in PENALTIES.values()]
S39 = np.array([[0.2, -0.5, 0.1, 2.0], [1.5, 1.3, 2.1, 0.0], [0, 0.25, 0.2, -0.3]])


def gradient(penalty: Penalty, w: np.ndarray, strength: float) -> np.ndarray:
    g = np.zeros_like(w)
    penalty.add_gradient(w, g, strength, lambda name: np.empty_like(w))
    return g


@pytest.mark.parametrize("penalty", ALL, ids=str)
def test_the_gradient_is_the_slope_in_a_random_direction(penalty: Penalty) -> None:
    rng = np.random.default_rng(2)
    w, d, h = rng.standard_normal(40), rng.standard_normal(40), 1e-6
    w += 0.01 * np.sign(w)  # away from the kink at 0
    slope = (penalty.value(w + h * d, 0.3) - penalty.value(w - h * d, 0.3)) / (2 * h)
    assert abs(slope - gradient(penalty, w, 0.3) @ d) < 1e-6 * max(1, abs(slope))


@pytest.mark.parametrize("penalty", ALL, ids=str)
def test_a_penalty_adds_and_reads_only(penalty: Penalty) -> None:
    w, g = S39.copy(), np.ones_like(S39)
    penalty.add_gradient(w, g, 0.5, lambda name: np.empty_like(w))
    assert (w == S39).all()
    assert np.allclose(g - 1, gradient(penalty, S39, 0.5))


@pytest.mark.parametrize("penalty", ALL, ids=str)
def test_no_strength_or_no_weights_cost_nothing(penalty: Penalty) -> None:
    assert penalty.value(S39, 0) == 0
    assert not gradient(penalty, S39, 0).any()
    assert penalty.value(np.zeros(5), 1) == 0
    assert not gradient(penalty, np.zeros(5), 1).any()


@pytest.mark.parametrize("penalty", ALL, ids=str)
def test_float32_stays_float32_and_a_warm_gradient_allocates_nothing(penalty: Penalty) -> None:
    w, g, scratch = (np.ones(100_000, np.float32) for _ in range(3))
    penalty.add_gradient(w, g, 0.1, lambda name: scratch)
    tracemalloc.start()
    penalty.add_gradient(w, g, 0.1, lambda name: scratch)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4096
    assert g.dtype == np.float32
    assert isinstance(penalty.value(w, 0.1), float)


@pytest.mark.parametrize(("key", "size"), [("l2", 12.8425), ("l1", 8.45), ("elastic", 14.87125)])
def test_t23_r_of_the_lecture(key: str, size: float) -> None:
    assert PENALTIES[key]().size(S39) == pytest.approx(size, abs=1e-12)


def test_the_loss_adds_half_of_l2_and_the_whole_of_the_others() -> None:
    assert PENALTIES["l2"]().value(S39, 0.2) == pytest.approx(0.1 * 12.8425)
    assert PENALTIES["l1"]().value(S39, 0.2) == pytest.approx(0.2 * 8.45)
    assert PENALTIES["elastic"](beta=0.5).value(S39, 0.2) == pytest.approx(0.2 * 14.87125)
    assert np.allclose(gradient(PENALTIES["l2"](), S39, 0.2), 0.2 * S39)


def test_t23_l2_spreads_weights_and_l1_does_not_care() -> None:
    one, four = np.array([1.0, 0, 0, 0]), np.full(4, 0.25)
    l1, l2 = PENALTIES["l1"](), PENALTIES["l2"]()
    assert (l2.size(one), l2.size(four)) == (1, 0.25)
    assert l1.size(one) == l1.size(four) == 1


@pytest.mark.parametrize("penalty", ALL, ids=str)
@pytest.mark.parametrize("amount", [0.0, 0.3, 2.0])
def test_shrinking_minimizes_distance_and_penalty(penalty: Penalty, amount: float) -> None:
    w = np.random.default_rng(4).standard_normal(200) * 2
    shrunk = penalty.shrink(w, amount)
    for other in (shrunk + 1e-4, shrunk - 1e-4, w, np.zeros_like(w)):
        for k in range(len(w)):
            ours, theirs = (
                (v[k] - w[k]) ** 2 / 2 + penalty.value(v[k : k + 1], amount)
                for v in (shrunk, other)
            )
            assert ours <= theirs + 1e-15
    assert not np.signbit(shrunk[shrunk == 0]).any()


def test_shrinking_broadcasts_and_only_a_kink_makes_zeros() -> None:
    w, amounts = np.array([[0.5, -2.0]]), np.array([[0.1], [1.0]])
    for penalty in ALL:
        both = penalty.shrink(w, amounts)
        assert both.shape == (2, 2)
        assert np.array_equal(both[1], penalty.shrink(w[0], 1.0))
        assert (both[1, 0] == 0) == (penalty.kink > 0)
