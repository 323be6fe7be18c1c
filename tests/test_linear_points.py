"""The linear classifier of points: its gradient is the slope of its loss, its numbers add up."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engine.lecture.examples import table
from engine.linear import (
    FORMULATIONS,
    PRESETS,
    START_B,
    START_W,
    TOLERANCE,
    Objective,
    bound,
    check,
    curve,
    report,
    terms,
)
from engine.losses import LOSSES
from engine.penalties import PENALTIES
from engine.rules import RULES, trajectory

START = np.concatenate((table(START_W).ravel(), table(START_B).ravel()))


def objective(
    loss: str, preset: str = "nine", strength: float = 0.1, share: float = 0.5
) -> Objective:
    given = PRESETS[preset]
    points = table(given.points)
    x, y = np.ascontiguousarray(points[:, :2]), points[:, 2].astype(int)
    return Objective(LOSSES[loss](), PENALTIES["l2"](), strength, share, x, y, given.classes)


@pytest.mark.parametrize("share", [0.5, 1.0])
@pytest.mark.parametrize("loss", FORMULATIONS)
@pytest.mark.parametrize("preset", PRESETS)
def test_the_gradient_is_the_slope(preset: str, loss: str, share: float) -> None:
    surface = objective(loss, preset, share=share)
    rng = np.random.default_rng(3)
    for scale in (0.01, 1, 20):
        theta = scale * rng.standard_normal(3 * surface.classes)
        value, gradient = surface(theta)
        found = check(surface, theta, gradient)
        assert found.error < TOLERANCE
        assert found.agrees
        data, added = surface.parts(theta)
        assert value == pytest.approx(data + added, rel=1e-13)


@pytest.mark.parametrize("loss", FORMULATIONS)
def test_the_check_finds_the_fault_of_the_demo_on_slide_66(loss: str) -> None:
    """There the loss adds lambda W^2, and the gradient lambda W / 2."""
    shown, used = objective(loss, share=1.0), objective(loss, share=0.25)
    found = check(shown, START, used(START)[1])
    assert not found.agrees
    gap = np.abs(found.numeric - used(START)[1])[:6]
    assert gap == pytest.approx(1.5 * 0.1 * np.abs(START[:6]), abs=1e-8)


def test_on_a_kink_the_gradient_lies_between_both_slopes() -> None:
    surface = objective("hinge", strength=0)
    one = dataclasses.replace(surface, x=np.array([[1.0, 0.0]]), y=np.array([0]))
    edge = np.array([1.0, 0, 0, 0, -5, 0, 0, 0, 0])  # s = (1, 0, -5): exactly at the margin
    found = check(one, edge, one(edge)[1])
    assert found.kinks.tolist() == [True, False, True, False, False, False, True, True, False]
    assert found.agrees
    assert not check(one, edge, one(edge)[1] + 0.01).agrees


def test_a_loss_without_digits_left_is_not_blamed() -> None:
    surface = objective("softmax")
    found = check(surface, 1e12 * START, surface(1e12 * START)[1])
    assert found.rounding > TOLERANCE
    assert found.agrees


@pytest.mark.parametrize("loss", FORMULATIONS)
def test_terms_add_up_to_the_loss_of_their_point(loss: str) -> None:
    surface = objective(loss, "overlapping")
    theta = np.random.default_rng(5).standard_normal(9)
    scores = surface.scores(theta)
    found = terms(loss, scores, surface.y)
    right = found[np.arange(len(found)), surface.y]
    added = -np.log(right) if loss == "softmax" else found.sum(axis=1)
    assert added == pytest.approx(surface.per_example(theta), rel=1e-12)
    assert scores == pytest.approx(surface.x @ theta[:6].reshape(3, 2).T + theta[6:], rel=1e-12)


def test_the_penalty_is_half_or_whole() -> None:
    squares = float((table(START_W) ** 2).sum())
    for share, added in ((0.5, 0.05 * squares), (1.0, 0.1 * squares)):
        said = report(objective("hinge", share=share), START)
        assert said["penalty"] == pytest.approx(added)
        assert said["size"] == pytest.approx(squares)
        assert said["total"] == said["data"] + said["penalty"]


def walked(loss: str, preset: str, strength: float, steps: int, lr: float = 0.1) -> dict:
    surface = objective(loss, preset, strength)
    start = np.concatenate((table(START_W)[: surface.classes].ravel(), np.zeros(surface.classes)))
    walk = trajectory(RULES["sgd"](), surface, start, steps, lr)
    return report(surface, walk.points[-1]) | {"curve": curve(surface, walk)}


def test_what_the_presets_say_is_so() -> None:
    assert walked("hinge", "separable", 0, 1000)["data"] == 0
    assert 0 < walked("softmax", "separable", 0, 1000)["data"] < 0.05
    for preset, most in (("overlapping", 23), ("xor", 15), ("rings", 23)):
        for loss in FORMULATIONS:
            assert walked(loss, preset, 0, 1000, 0.5)["correct"] <= most, (preset, loss)
    assert walked("softmax", "grey", 0, 1000, 0.5)["correct"] == 18
    assert walked("hinge", "grey", 0, 1000, 0.5)["correct"] == 18
    assert walked("one_vs_all", "grey", 0, 1000, 0.5)["data"] > 0.5


def test_a_curve_is_thinned_and_says_where_it_diverged() -> None:
    told = walked("hinge", "nine", 0.1, 1000)["curve"]
    assert len(told["total"]) <= 252
    assert told["accuracy"][-1] == 1
    assert told["diverged"] is None
    wild = walked("hinge", "nine", 10, 1000, 30)["curve"]
    assert 50 < wild["diverged"] < 1000
    assert not np.isfinite(wild["total"][-1])


def test_a_picture_holds_every_point() -> None:
    assert bound(table(PRESETS["nine"].points)[:, :2]) == 1.1
    for far in (0.3, 1.06, 1.2, 3.0, 9.0, 99.0):
        half = bound(np.array([[far, -far / 2]]))
        assert far <= 0.96 * half or half == 1.1
        assert half <= 3 * max(far, 0.5)
