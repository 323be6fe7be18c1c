"""The dial on the lecture's network: the numbers of plain training, curvature, regimes."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Any

import numpy as np
import pytest

from engine.backend import Array
from engine.dial import (
    BATCH,
    IMAGES,
    REGIMES,
    SLIDES,
    STEPS,
    judged,
    problem,
    regimes,
    sweep,
    train,
)
from engine.dial.course import Nets
from engine.dial.problem import Problem, of_images, starting_weights
from engine.dial.regimes import computed, ends_of
from engine.events import Frame, to_wire
from engine.losses import LOSSES
from engine.schema import parse
from webapp.demos import DEMOS
from webapp.demos.descent_network import WHY

pytestmark = pytest.mark.usefixtures("sample")
INPUTS, COUNT, HELD = 30, 120, 40
Weights = list[Array]  # W1, W2, b2


def small(scale: float = 60.0) -> tuple[Problem, Array, Array]:
    """A problem of random images of 29 pixels, its inputs and classes."""
    rng = np.random.default_rng(4)
    x = scale * rng.standard_normal((COUNT + HELD, INPUTS))
    x[:, -1] = 1
    y = rng.integers(0, 10, COUNT + HELD)
    return of_images(x, y, COUNT), x, y


def plain(w: Weights, x: Array, y: Array) -> tuple[float, Weights]:
    """Loss and gradient as the lecture writes them, W1 in full."""
    a = x @ w[0]
    r = np.maximum(0, a)
    loss, ds = LOSSES["softmax"]()(r @ w[1] + w[2], y)
    da = (ds @ w[1].T) * (a > 0)
    return float(loss), [x.T @ da, r.T @ ds, ds.sum(0)]


def start() -> Weights:
    W1, W2 = starting_weights(INPUTS)
    return [100 * W1, 100 * W2, np.zeros(10)]


def scaled(given: Problem) -> Problem:
    """The same images from weights a hundred times as large, far from the flat start."""
    return dataclasses.replace(given, hidden=100 * given.hidden, W=100 * given.W)


def test_it_is_plain_training_of_all_weights() -> None:
    given, x, y = small()
    given = scaled(given)
    rates = np.array([1e-4, 1e-3])
    course = train(given, rates, np.arange(STEPS))
    for row, rate in enumerate(rates):
        w = start()
        for t, rows in enumerate(given.batches):
            loss, _ = plain(w, x[:COUNT], y[:COUNT])
            assert course.loss[t, row] == pytest.approx(loss, rel=1e-9)
            _, g = plain(w, x[rows], y[rows])
            w = [a - rate * b for a, b in zip(w, g, strict=True)]
        scores = np.maximum(0, x @ w[0]) @ w[1] + w[2]
        right = scores.argmax(1) == y
        assert course.right[-1, row, :COUNT].sum() == right[:COUNT].sum()
        assert course.right[-1, row, COUNT:].sum() == right[COUNT:].sum()
    assert course.loss[-1, 1] < course.loss[-1, 0] < course.loss[0, 0]


def test_the_limit_is_where_the_parabola_along_the_step_comes_back_up() -> None:
    given, x, y = small()
    given = scaled(given)
    rows = given.batches[0]
    limit = float(Nets(given, np.array([1e-3])).step(rows)[0])
    w = start()
    _, g = plain(w, x[rows], y[rows])
    size = sum(float((part**2).sum()) for part in g)

    def slope(e: float) -> float:
        moved = [a - e * b for a, b in zip(w, g, strict=True)]
        _, there = plain(moved, x[rows], y[rows])
        return -sum(float((a * b).sum()) for a, b in zip(g, there, strict=True))

    h = 1e-9
    bend = (slope(h) - slope(-h)) / (2 * h)
    assert slope(0) == pytest.approx(-size, rel=1e-12)
    assert limit == pytest.approx(2 * size / bend, rel=1e-4)


def test_every_image_is_seen_once_an_epoch() -> None:
    batches = problem().batches
    assert batches.shape == (STEPS, BATCH)
    epochs = batches.reshape(-1, IMAGES)
    assert np.array_equal(np.sort(epochs, axis=1), np.tile(np.arange(IMAGES), (len(epochs), 1)))


def test_the_lecture_starts_at_the_loss_of_slide_191() -> None:
    assert judged(1e-6).loss[0, 0] == pytest.approx(2.30261216167, abs=1e-4)


def test_the_sweep_that_ships_is_what_the_engine_computes() -> None:
    shipped, anew = sweep(), computed()
    assert np.array_equal(shipped.rates, anew.rates)
    assert np.array_equal(shipped.steps, anew.steps)
    assert shipped.regimes == anew.regimes
    np.testing.assert_allclose(shipped.loss, anew.loss, rtol=1e-6)  # NaN where the other is


def test_a_first_view_trains_at_its_own_rate_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    trained: list[int] = []

    def noted(problem: Problem, rates: Array, epochs: Array) -> Any:
        trained.append(len(rates))
        return train(problem, rates, epochs)

    monkeypatch.setattr(regimes, "train", noted)
    sweep.cache_clear()
    judged.cache_clear()
    list(parse(DEMOS["descent"], {}).run())
    assert trained == [1]


def test_one_dial_has_all_regimes_in_their_order() -> None:
    swept = sweep()
    assert swept.rates[0] == pytest.approx(1e-7)
    assert swept.rates[-1] == pytest.approx(1e6)
    order = list(dict.fromkeys(swept.regimes))
    assert order == list(REGIMES)


def test_t76_the_lectures_rates() -> None:
    swept = sweep()
    flat, _, far = (swept.loss[:, swept.row(rate)] for rate in SLIDES.values())
    assert [swept.regimes[swept.row(rate)] for rate in SLIDES.values()] == [
        "low",
        "high",
        "very_high",
    ]
    assert list(SLIDES.values()) == [1e-6, 3e-3, 1e6]
    assert np.abs(flat - flat[0]).max() < 1e-3
    lost = judged(1e6).lost[:, 0]
    assert lost.argmax() <= 3
    assert lost[3:].all()
    assert math.isnan(far[-1])


def test_nan_scores_call_every_image_class_0() -> None:
    share = float((problem().y[:IMAGES] == 0).mean())
    assert judged(1e6).right[-1, 0, :IMAGES].mean() == share


def test_a_rate_of_the_sweep_alone_is_what_it_was_among_all() -> None:
    swept = sweep()
    rate = float(swept.rates[7])
    assert ends_of(judged(rate))[0] == pytest.approx(swept.ends[7], rel=1e-6)


@pytest.mark.parametrize("rate", ["1e-07", "0.0003", "0.003", "1", "1e+06"])
def test_what_is_said_of_any_rate_holds_no_nan(rate: str) -> None:
    said = list(parse(DEMOS["descent"], {"net_lr": rate}).run())
    told: dict[str, Any] = {e.name: e.data for e in said if isinstance(e, Frame)}
    network = told["network"]
    assert network["why"] in WHY
    assert (network["why"] == "thrown") == bool(judged(float(rate)).lost[1, 0])
    assert (network["first"] is None) == (network["over"] == 0)
    json.dumps([to_wire(event) for event in said], allow_nan=False)
