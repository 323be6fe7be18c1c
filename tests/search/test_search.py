"""Random search beside its rivals: the loss, the gradient, the riders, the judging, the state."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from engine.backend import CPU
from engine.data import open_set, sets_folder
from engine.events import Done, Frame, Metrics, Note, to_wire
from engine.losses.hinge import Hinge
from engine.random import stream
from engine.schema import BadParams, change, parse
from engine.search import Search
from engine.search.declared import BEST, DESCENT, RIDERS, refuse_search
from engine.search.judging import column_accuracy
from engine.search.problem import INPUTS, SHAPE, Problem, centred
from engine.search.riders import GRADIENT, LOCAL, RANDOM
from engine.search.spread import Spread
from engine.statefile import BadState
from webapp.demos.random_search import RandomSearch

pytestmark = pytest.mark.usefixtures("sample")


def demo(**asked: str) -> RandomSearch:
    return parse(RandomSearch, {"images": "60", "tries": "30", **asked})


def whole(search: Search) -> list[Any]:
    said: list[Any] = []
    while not (said and isinstance(said[-1], Done)):
        said += search.advance()
    return said


def drawn(seed: int, step: int, lane: int) -> np.ndarray:
    return stream(seed, "search", step, lane).standard_normal(SHAPE, np.float32)


def test_the_loss_and_its_gradient_are_those_of_the_slide() -> None:
    images = open_set("sample", sets_folder())
    problem = Problem(images.train_x[:40], images.train_y[:40], 2)
    x = np.hstack([images.train_x[:40].reshape(40, -1).astype(float), np.ones((40, 1))])
    x[:, :-1] -= np.tile([125.307, 122.950, 113.865], 1024)
    assert np.allclose(problem.x, x, atol=1e-4)
    W = np.stack([drawn(1, 1, 0), drawn(1, 2, 0)]) * np.float32(1e-4)
    y = images.train_y[:40].astype(int)
    losses = []
    for one in W.astype(float):
        s = one @ x.T
        margins = np.maximum(0, s - s[y, np.arange(40)] + 1)
        margins[y, np.arange(40)] = 0
        losses.append(margins.sum() / 40)
    assert problem.losses(W) == pytest.approx(losses, rel=1e-5)
    _, slopes = Hinge()(x @ W[1].T.astype(float), y)
    expected = slopes.T @ x
    found = problem.gradient(np.empty(SHAPE, np.float32))
    assert np.abs(found - expected).max() < 1e-4 * np.abs(expected).max()
    # Against finite differences, in float64, where the loss has no kink within the step.
    for c, i in ((0, 5), (3, 2000), (9, INPUTS - 1)):
        h = 1e-9
        ends = []
        for sign in (1, -1):
            moved = W[1].astype(float)
            moved[c, i] += sign * h
            ends.append(Hinge()(x @ moved.T, y)[0])
        assert (ends[0] - ends[1]) / (2 * h) == pytest.approx(expected[c, i], rel=1e-4, abs=1e-5)


def test_a_first_loss_is_near_nine_and_pixels_in_0_1_would_tell_nothing() -> None:
    images = open_set("sample", sets_folder())
    problem = Problem(images.train_x[:500], images.train_y[:500], 1)
    losses = [problem.losses(drawn(s, 1, 0)[None] * np.float32(1e-4))[0] for s in range(20)]
    assert all(abs(loss - 9) < 1 for loss in losses)
    assert 0.1 < np.std(losses) < 0.5
    problem.x /= 255
    small = [problem.losses(drawn(s, 1, 0)[None] * np.float32(1e-4))[0] for s in range(5)]
    assert np.abs(np.array(small) - 9).max() < 0.01


def test_the_three_start_alike_and_keep_their_running_minimum() -> None:
    said = whole(Search(demo(images="500"), CPU))
    tries = [e.values for e in said if isinstance(e, Metrics) and "try" in e.values]
    assert len(tries) == 30
    first = tries[0]
    assert first["random"] == pytest.approx(first["local"], rel=1e-6)
    assert first["random"] == pytest.approx(first["gradient"], rel=1e-6)
    assert [t["random"] for t in tries] == list(np.minimum.accumulate([t["try"] for t in tries]))
    assert [t["gradient"] for t in tries] == list(np.minimum.accumulate([t["now"] for t in tries]))
    assert np.all(np.diff([t["local"] for t in tries]) <= 0)
    last = tries[-1]
    assert last["gradient"] < min(last["local"], last["random"]) - 2


def test_each_rider_does_what_its_name_says() -> None:
    asked = demo(seed="4", scale="0.0002", jump="0.00001", lr="0.0000003")
    search = Search(asked, CPU)
    while search.step < 1 or search.judging.at is not None:
        search.advance()
    riders = search.riders
    first = drawn(4, 1, RANDOM) * np.float32(2e-4)
    assert all(np.array_equal(best, first) for best in riders.best)
    search.problem.losses(first[None].repeat(3, axis=0))
    slope = search.problem.gradient(np.empty(SHAPE, np.float32))
    assert np.allclose(riders.tried[GRADIENT], first - 3e-7 * slope, rtol=0, atol=1e-10)
    search.advance()
    assert np.array_equal(riders.tried[RANDOM], drawn(4, 2, RANDOM) * np.float32(2e-4))
    step = drawn(4, 2, LOCAL) * np.float32(1e-5)
    assert np.allclose(riders.tried[LOCAL] - first, step, rtol=0, atol=1e-9)


def test_labels_in_a_column_give_exactly_a_tenth() -> None:
    labels = np.repeat(np.arange(10), 30)
    for seed in range(5):
        answers = np.random.default_rng(seed).integers(0, 3 + seed, 300)
        counts = np.bincount(answers, minlength=10), np.bincount(labels, minlength=10)
        assert column_accuracy(*counts) == np.mean(answers == labels[:, None]) == 0.1
    uneven = labels[:-40]
    answers = np.random.default_rng(9).integers(0, 10, len(uneven))
    counts = np.bincount(answers, minlength=10), np.bincount(uneven, minlength=10)
    assert column_accuracy(*counts) == pytest.approx(np.mean(answers == uneven[:, None]), rel=1e-12)
    assert column_accuracy(*counts) != 0.1


def test_what_the_test_set_says() -> None:
    search = Search(demo(), CPU)
    said = whole(search)
    judged = [e for e in said if isinstance(e, Frame)]
    assert [e.step for e in judged] == [1, 25, 30]
    images = open_set("sample", sets_folder())
    x = centred(images.test_x)
    last = judged[-1].data
    assert last["of"] == len(x) == 1000
    for name, W in zip(RIDERS, search.riders.best, strict=True):
        answers = (x @ W.T).argmax(axis=1)
        row = last["riders"][name]
        assert row["accuracy"] == np.mean(answers == images.test_y) == row["right"] / 1000
        assert row["column"] == np.mean(answers == images.test_y[:, None]) == 0.1
    tries = [e.values["try"] for e in said if isinstance(e, Metrics) and "try" in e.values]
    assert last["mean"] == pytest.approx(np.mean(tries), rel=1e-12)
    assert last["sd"] == pytest.approx(np.std(tries, ddof=1), rel=1e-9)
    bins = last["histogram"]
    assert sum(bins["counts"]) == 30
    assert (bins["low"], bins["high"]) == (min(tries), max(tries))
    assert len(json.dumps(to_wire(judged[-1]), allow_nan=False)) < 2000


def test_spread_of_one_number_is_none() -> None:
    spread = Spread()
    spread.add(3.5)
    assert (spread.mean, spread.deviation) == (3.5, 0.0)


def test_a_state_goes_on_and_a_strange_one_is_refused() -> None:
    search = Search(demo(), CPU)
    expected = whole(Search(demo(), CPU))
    said = [event for _ in range(3) for event in search.advance()]  # a pass is under way
    arrays, meta = search.state()
    meta = json.loads(json.dumps(meta, allow_nan=False))
    refuse_search((arrays, meta))
    again = Search(demo(), CPU, (arrays, meta))
    said += whole(again)

    def kept(events: list[Any]) -> list[Any]:
        values = [(e.step, dict(e.values)) for e in events if isinstance(e, Metrics)]
        return [(step, v | {"step_ms": 0}) for step, v in values]

    assert kept(said) == kept(expected)
    for bad in ({"lowest": [1, 2]}, {"spread": [-1, 0, 0]}, {"at": -1}, {"answered": None}):
        with pytest.raises(BadState):
            refuse_search((arrays, {**meta, **bad}))
    with pytest.raises(BadState):
        refuse_search((arrays, {**meta, "kind": "weights"}))
    for name in (*BEST, DESCENT):
        with pytest.raises(BadState):
            refuse_search(({n: a for n, a in arrays.items() if n != name}, meta))


def test_live_parameters_are_noted_and_taken_over() -> None:
    search = Search(demo(), CPU)
    search.advance()
    notes = search.change(change(search.demo, {"lr": "1e-6"}))
    assert [(n.key, n.args["old"], n.args["new"]) for n in notes if isinstance(n, Note)] == [
        ("changed", "1e-07", "1e-06")
    ]
    with pytest.raises(BadParams):
        change(search.demo, {"scale": "0.1"})


def test_a_look_is_ten_pictures_of_one_rider() -> None:
    search = Search(demo(), CPU)
    whole(search)
    arrays = search.keyframe()
    scale, pictures = search.demo.look({"what": "templates", "rider": "gradient"}, arrays, 30)
    assert pictures.data.shape == (10, 32, 32, 3)
    assert scale.data["limit"] > 0
    again = search.demo.look({"what": "templates", "rider": "random"}, arrays, 30)
    assert not np.array_equal(again[1].data, pictures.data)
    for ask in ({"what": "all"}, {"what": "templates", "rider": "nobody"}):
        with pytest.raises(BadParams):
            search.demo.look(ask, arrays, 30)
