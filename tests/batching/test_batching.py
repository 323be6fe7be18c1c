"""Mini-batches: gradients without bias, noise as 1/sqrt(B), the same examples for every lane."""

from __future__ import annotations

import dataclasses
import io
import itertools
import json
import math
from typing import Any

import numpy as np
import pytest

from engine.backend import CPU, Array
from engine.batching import EXAMPLES, Problem, problem_of, read_sizes, sizes_of
from engine.batching.angles import angle, spread
from engine.batching.ground import ground
from engine.batching.lane import Lane
from engine.batching.noise import Noise, deviation, variance
from engine.events import Done, Event, Frame, to_wire
from engine.schema import BadParams, TextMistake, parse
from engine.statefile import BadState, read_state, write_state
from webapp.demos.minibatch import Minibatch

pytestmark = pytest.mark.usefixtures("sample")
KINDS = [(data, loss) for data in ("images", "points") for loss in ("softmax", "hinge")]


def doubled(data: str, loss: str) -> tuple[Problem, Array]:
    """The problem in float64, and weights somewhere on its surface."""
    found = problem_of(data, loss)
    x = found.x.astype(float)
    W = np.random.default_rng(3).standard_normal(found.start.shape)
    return dataclasses.replace(found, x=x), W


def run(**params: str) -> list[Event]:
    demo = parse(Minibatch, params)
    session, said = demo.open(CPU), []
    while not any(isinstance(event, Done) for event in said):
        said += session.advance()
    return said


def frame(said: list[Event], name: str) -> Any:
    return [e.data for e in said if isinstance(e, Frame) and e.name == name][-1]


@pytest.mark.parametrize(("data", "loss"), KINDS)
def test_the_gradients_of_an_epoch_average_to_the_exact_one(data: str, loss: str) -> None:
    problem, W = doubled(data, loss)
    n = len(problem.x)
    assert n == EXAMPLES[data]
    order = np.random.default_rng(1).permutation(n)
    _, exact = problem.gradient(W, np.arange(n))
    for batch in (n // 64, n // 2):
        parts = [problem.gradient(W, order[i : i + batch]) for i in range(0, n, batch)]
        shares = [len(order[i : i + batch]) / n for i in range(0, n, batch)]
        mean = sum(s * g for s, (_, g) in zip(shares, parts, strict=True))
        assert np.abs(mean - exact).max() <= 1e-12 * max(1, np.abs(exact).max())


@pytest.mark.parametrize(("data", "loss"), KINDS)
def test_the_gradient_is_the_slope_of_the_loss(data: str, loss: str) -> None:
    problem, W = doubled(data, loss)
    rows = np.arange(40)
    _, g = problem.gradient(W, rows)
    direction = np.random.default_rng(2).standard_normal(W.shape)
    h = 1e-6
    high, low = (problem.gradient(W + s * h * direction, rows)[0] for s in (1, -1))
    assert (high - low) / (2 * h) == pytest.approx(float((g * direction).sum()), rel=1e-6)


def test_the_variance_is_that_of_single_gradients() -> None:
    problem, W = doubled("points", "softmax")
    each = np.array([problem.gradient(W, np.array([i]))[1] for i in range(len(problem.x))])
    expected = float(((each - each.mean(axis=0)) ** 2).sum(axis=(1, 2)).mean())
    assert variance(problem, W) == pytest.approx(expected, rel=1e-12)


def test_noise_falls_as_one_over_the_root_of_the_batch() -> None:
    trace, n = 3.0, 1_000_000
    assert deviation(trace, 4, n) / deviation(trace, 64, n) == pytest.approx(4, rel=1e-4)
    assert deviation(trace, n, n) == 0
    problem, W = doubled("points", "softmax")
    squares: dict[int, float] = {}
    rng = np.random.default_rng(5)
    _, exact = problem.gradient(W, np.arange(256))
    for batch in (1, 4, 16, 64):
        drawn = (rng.choice(256, batch, replace=False) for _ in range(2000))
        found = [float(((problem.gradient(W, rows)[1] - exact) ** 2).sum()) for rows in drawn]
        squares[batch] = sum(found) / len(found)
        assert math.sqrt(squares[batch]) == pytest.approx(
            deviation(variance(problem, W), batch, 256), rel=0.06
        )
    ratio = math.sqrt(squares[1] / squares[16])
    assert ratio == pytest.approx(4 * math.sqrt(255 / 240), rel=0.08)


@pytest.mark.parametrize("data", ["images", "points"])
def test_measured_noise_agrees_with_what_is_expected(data: str) -> None:
    noise = Noise(problem_of(data, "softmax"), problem_of(data, "softmax").start, (1, 8, 64), 7)
    while not noise.advance():
        pass
    said = noise.said()
    assert {1, 8, 64} <= set(said["sizes"])
    for measured, expected in zip(said["measured"], said["expected"], strict=True):
        assert measured == pytest.approx(expected, rel=0.35)


def test_angles_are_those_between_gradients() -> None:
    flat, across = np.array([[1.0], [0.0]]), np.array([[0.0], [3.0]])
    assert angle(flat, across) == pytest.approx(90)
    assert angle(flat, flat + across / 3) == pytest.approx(45)
    assert angle(flat, -2 * flat) == 180
    assert math.isnan(angle(0 * flat, across))
    found = spread([0.0, 44.0, 91.0, 180.0, math.nan])
    assert (sum(found["counts"]), found["flat"], found["uphill"]) == (4, 1, 0.5)
    assert found["median"] == pytest.approx(67.5)
    assert [k for k, n in enumerate(found["counts"]) if n] == [0, 8, 18, 35]
    assert spread([math.nan])["median"] is None


@pytest.mark.parametrize("data", ["images", "points"])
def test_larger_batches_point_nearer_to_the_exact_gradient(data: str) -> None:
    problem = problem_of(data, "softmax")
    n = len(problem.x)
    noise = Noise(problem, problem.start, (1, 16, 64, n), 7)
    while not noise.advance():
        pass
    said = noise.said()["angles"]
    medians = [each["median"] for each in said]
    assert medians == sorted(medians, reverse=True)
    assert medians[-1] == pytest.approx(0, abs=1e-4)
    assert [sum(each["counts"]) + each["flat"] for each in said] == [256, 256, 64, 1]
    assert said[0]["uphill"] > said[2]["uphill"]


def test_every_lane_takes_the_same_examples_in_the_same_order() -> None:
    problem = problem_of("points", "softmax")
    one, eight = (Lane(problem, batch, 4) for batch in (1, 8))
    singles = np.concatenate([one.order.take(1) for _ in range(512)])
    assert np.array_equal(singles, np.concatenate([eight.order.take(8) for _ in range(64)]))


def test_full_batch_is_gradient_descent() -> None:
    problem = problem_of("points", "softmax")
    lane, W = Lane(problem, 256, 1), problem.start.copy()
    lane.learn(255, 1.0)
    assert lane.updates == 0
    lane.learn(768, 1.0)
    for _ in range(3):
        W -= problem.gradient(W, np.arange(256))[1]
    assert lane.updates == 3
    assert np.allclose(lane.W, W, rtol=0, atol=1e-15)


def test_a_run_spends_the_same_examples_and_small_batches_win() -> None:
    said = run(data="points", batches="1,16,full", epochs="4", lr="0.3")
    race, noise = frame(said, "race"), frame(said, "noise")
    assert [now["updates"] for now in race["now"]] == [1024, 64, 4]
    losses = [now["loss"] for now in race["now"]]
    assert losses[0] < losses[1] < losses[2]
    balls = [now["ball"] for now in race["now"]]
    assert balls[0] > balls[1] > balls[2] >= 0
    assert race["seen"][0] == 0
    assert race["seen"][-1] == 4 * 256
    assert noise["at"] == race["step"][-1] == 256
    assert all(a <= b for ms in race["ms"] for a, b in itertools.pairwise(ms))
    assert all(ms[0] == 0 < ms[-1] for ms in race["ms"])
    assert len(frame(said, "ground")["levels"]) == 16


@pytest.mark.parametrize("data", ["images", "points"])
def test_a_state_file_goes_on_and_its_weights_alone_begin_anew(data: str) -> None:
    demo = parse(Minibatch, {"data": data, "batches": "32,full", "epochs": "100"})
    session = demo.open(CPU)
    while session.step < 40:
        session.advance()
    arrays, meta = session.state()
    said = {"demo": demo.key, "params": {}, "shards": 1, "versions": {}}
    blob = io.BytesIO()
    write_state(blob, arrays, {**said, **meta})
    saved = read_state(blob.getvalue())
    demo.accept(saved)
    again = demo.open(CPU, saved)
    assert again.step == 40
    assert frame(again.advance(), "race")["step"] == [p["step"] for p in meta["history"]]
    weights = {name: a for name, a in saved[0].items() if name.startswith("weights/")}
    demo.accept((weights, {"kind": "weights"}))
    fresh = demo.open(CPU, (weights, {"kind": "weights"}))
    assert fresh.step == 0
    assert np.array_equal(fresh.keyframe()["weights/0.W"], session.keyframe()["weights/0.W"])
    with pytest.raises(BadState):
        parse(Minibatch, {"data": data, "batches": "1,2,full"}).accept(saved)
    for name, wrong in (("lanes", []), ("lanes", [{}, {}]), ("jobs", "judge"), ("history", None)):
        with pytest.raises(BadState):
            demo.accept((saved[0], {**saved[1], name: wrong}))


def test_what_is_said_fits_the_log() -> None:
    said = run(data="points", batches="1,2,4,8,16,full", epochs="3", scaling="linear", lr="100")
    frames = [event for event in said if isinstance(event, Frame)]
    assert {event.name for event in frames} == {"ground", "race", "noise"}
    for event in frames:
        assert len(json.dumps(to_wire(event), allow_nan=False)) < 8192, event.name


def test_the_lowest_place_is_one() -> None:
    problem = problem_of("points", "softmax")
    best = np.array(ground(problem)["lowest"])[:, None]
    assert np.linalg.norm(problem.gradient(best, np.arange(256))[1]) < 1e-6
    hinge = problem_of("points", "hinge")
    best = np.array(ground(hinge)["lowest"])[:, None]
    low = hinge.judge(best)[0]
    for turn in np.linspace(0, 2 * np.pi, 24):
        step = 0.01 * np.array([[math.cos(turn)], [math.sin(turn)]])
        assert hinge.judge(best + step)[0] > low


def test_sizes_are_read_and_refused_with_their_column() -> None:
    assert read_sizes(" 64, full,1") == (64, "full", 1)
    assert sizes_of("64,full,1", 256) == (1, 64, 256)
    assert sizes_of("256,full", 256) == (256,)
    for text, column in (("1,0", 3), ("1,,2", 3), ("8, 1e3", 4), ("", 1), ("2,2", 3), ("-1", 1)):
        with pytest.raises(TextMistake) as mistake:
            read_sizes(text)
        assert mistake.value.column == column, text
    with pytest.raises(TextMistake):
        read_sizes("1,2,3,4,5,6,7")
    with pytest.raises(BadParams):
        parse(Minibatch, {"data": "points", "batches": "257"})
