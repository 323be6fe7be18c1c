"""Backward passes: their code is right, right lines are praised, and mistakes have names."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from engine.backward import KINDS, PASSES, Blank, code, judge, read_blank, whole
from engine.backward.judge import solved
from engine.backward.lines import computed
from engine.backward.verdict import SLIPS
from engine.expressions import read, valued
from engine.losses import LOSSES
from engine.schema import TextMistake

BLANKS = [(key, name) for key, own in PASSES.items() for name in own.blanks]
each_blank = pytest.mark.parametrize(("key", "name"), BLANKS)
each_pass = pytest.mark.parametrize("key", PASSES)
# What is right in other words.
AGAIN = {
    ("tanh", "da"): ["(1 - f)*(1 + f)", "1 - tanh(a)^2"],
    ("neuron", "dz"): ["f - f^2", "exp(-z)/(1 + exp(-z))^2"],
    ("softmax", "ds"): ["p/N - t/N", "-(t - p)/N"],
    ("hinge", "dm"): ["(1 - t)*max(0, m)/abs(m)/N"],
    ("hinge", "dr"): ["-on/N", "0 - dm"],
    ("two_layer", "dW2"): ["max(0, z)*ds", "ds·h"],
    ("two_layer", "dz"): ["dh×on", "dh*h/z"],
}


def blank(key: str, name: str) -> Blank:
    return PASSES[key].blanks[name]


@each_blank
def test_right_lines_are_right(sample: Path, key: str, name: str) -> None:
    for typed in [blank(key, name).expression, *AGAIN.get((key, name), [])]:
        said = judge(key, name, typed, sample)
        assert (said.kind, said.count > 0) == ("right", True), typed
        assert said.error < 1e-6
        assert said.said == pytest.approx(said.numeric, rel=1e-4, abs=1e-8)


@each_blank
def test_sign_factor_nothing_and_no_value(sample: Path, key: str, name: str) -> None:
    own, given = blank(key, name).expression, blank(key, name).given
    assert judge(key, name, f"-({own})", sample).kind == "sign"
    tripled = judge(key, name, f"3*({own})", sample)
    assert (tripled.kind, tripled.factor) == ("factor", pytest.approx(3))
    assert judge(key, name, "0", sample).kind == "zero"
    assert judge(key, name, f"{own} + 0.7", sample).kind == "wrong"
    assert judge(key, name, " ", sample).kind == "empty"
    lost = judge(key, name, f"{own} + log(-{given[0]}^2)", sample)
    assert lost.kind == "undefined"
    assert lost.cause is not None
    assert (lost.cause.kind, lost.cause.column) == ("log", len(own) + 4)


@pytest.mark.parametrize(
    ("key", "name", "kind", "typed"),
    [
        (key, name, kind, typed)
        for key, name in BLANKS
        for kind, typed in PASSES[key].blanks[name].slips
    ],
)
def test_every_planted_mistake_is_recognized(
    sample: Path, key: str, name: str, kind: str, typed: str
) -> None:
    said = judge(key, name, typed, sample)
    assert said.kind == kind
    assert said.error > 1e-3
    assert said.said != pytest.approx(said.numeric, rel=1e-4)


@pytest.mark.parametrize(
    ("key", "name", "kind", "typed"),
    [
        ("softmax", "ds", "mean", "p - t"),
        ("two_layer", "ds", "mean", "p - t"),
        ("hinge", "dm", "mean", "on"),
        ("softmax", "dW_data", "mean", "x*ds*N"),
        ("softmax", "ds", "number", "(p - t)/6"),
        ("two_layer", "dh", "number", "W2*ds*N/6"),
        ("softmax", "dW_reg", "number", "0.1*W"),
        ("two_layer", "dz", "closed", "dh*(2 - on)"),
        ("hinge", "dm", "closed", "1/N + 0*m"),
        ("hinge", "ds", "wrong", "dm*dr"),
    ],
)
def test_mistakes_told_by_their_numbers(
    sample: Path, key: str, name: str, kind: str, typed: str
) -> None:
    assert judge(key, name, typed, sample).kind == kind


@each_blank
def test_no_false_praise(sample: Path, key: str, name: str) -> None:
    """What differs from the answer on numbers of any kind is not called right."""
    own, rng = blank(key, name), np.random.default_rng(3)
    drawn = {given: rng.uniform(0.5, 2, 9) for given in own.given}
    answer = valued(read(own.expression, own.given), drawn)[-1]
    pairs = [f"{a}{sign}{b}" for a, b in permutations(own.given, 2) for sign in "+-*/"]
    for typed in [*own.given, *(f"-{given}" for given in own.given), *pairs]:
        same = np.allclose(valued(read(typed, own.given), drawn)[-1], answer)
        assert (judge(key, name, typed, sample).kind == "right") == same, typed


@each_pass
def test_lines_over_whole_arrays_are_the_same(sample: Path, key: str) -> None:
    for problem in solved(key, sample):
        for name, own in PASSES[key].blanks.items():
            known = {given: named.values for given, named in problem.env.items()}
            exec(own.numpy, {}, known)
            assert known[name] == pytest.approx(problem.env[name].values, abs=1e-12)


@each_pass
def test_the_whole_pass(sample: Path, key: str) -> None:
    right = {name: own.expression for name, own in PASSES[key].blanks.items()}
    said = whole(key, right, sample)
    assert said.right
    assert said.error < 1e-6
    assert said.losses == 2 * said.count
    first = next(iter(right))
    wrong = whole(key, {**right, first: f"2*({right[first]})"}, sample)
    assert not wrong.right
    assert wrong.error > 0.1


def test_the_losses_are_those_of_every_page(sample: Path) -> None:
    for key in ("softmax", "hinge", "two_layer"):
        for problem in solved(key, sample):
            env = problem.env
            y = env["t"].values.argmax(axis=1)
            loss, slopes = LOSSES["hinge" if key == "hinge" else "softmax"]()(env["s"].values, y)
            assert env["L" if key == "two_layer" else "D"].values == pytest.approx(loss)
            assert env["ds"].values == pytest.approx(slopes)


def test_t40_the_sigmoid_neuron_of_the_slides(sample: Path) -> None:
    exact = {"dz": 0.196612, "dw0": -0.196612, "dx0": 0.393224, "dw2": 0.196612}
    for name, slope in exact.items():
        said = judge("neuron", name, blank("neuron", name).expression, sample)
        assert said.first == pytest.approx(slope, abs=1e-6)


def test_no_margin_and_no_unit_is_near_its_kink(sample: Path) -> None:
    for key, name in (("hinge", "m"), ("two_layer", "z")):
        for problem in solved(key, sample):
            values = problem.env[name].values
            assert np.abs(values).min() > 1e-3
            assert 0.2 < (values > 0).mean() < 0.9


@each_pass
def test_names_of_a_blank_fit_its_line(key: str) -> None:
    own = PASSES[key]
    for line in own.blanks.values():
        assert set(line.given) <= set(own.means)
        for given in line.given:
            assert set(own.axes[given]) <= set(line.axes + line.over)
    assert {kind for line in own.blanks.values() for kind, _ in line.slips} <= set(KINDS)


def test_every_kind_of_mistake_is_made_somewhere() -> None:
    made = {kind for own in PASSES.values() for b in own.blanks.values() for kind, _ in b.slips}
    assert made - {"closed"} == set(SLIPS)


def test_code_as_it_is_shown() -> None:
    own = PASSES["two_layer"]
    shown = ["".join(code(line, own.axes)) for line in (*own.forward[:3], *own.backward[:2])]
    assert shown == [
        "z[i, j] = sum_d(x[i, d]*W1[d, j])",
        "on[i, j] = z[i, j] > 0",
        "h[i, j] = max(0, z[i, j])",
        "ds[i, k] = (p[i, k] - t[i, k])/N",
        "dW2[j, k] = sum_i(h[i, j]*ds[i, k])",
    ]


@pytest.mark.parametrize(
    ("typed", "column", "said"),
    [
        ("(p - y)/N", 6, "expected one of s, p, t, N, pi, e"),
        ("(p - t", 7, "expected ) for the ( of column 1"),
        ("p[i]", 2, "expected a number, s, p, t, N, a function"),
        ("p - ", 4, "expected a number, s, p, t, N or a function"),
        ("p t", 3, "expected an operator before t"),
        ("__import__", 1, "expected one of"),
    ],
)
def test_a_mistake_has_its_column(typed: str, column: int, said: str) -> None:
    with pytest.raises(TextMistake) as caught:
        read_blank("softmax", "ds", typed)
    assert caught.value.column == column
    assert said in caught.value.sentence[0]


def test_copies_at_once_are_the_copies_one_by_one(sample: Path) -> None:
    problem = solved("two_layer", sample)[0]
    line = PASSES["two_layer"].forward[0]
    from engine.backward.lines import BATCH, Named, graph_of

    w = problem.env["W1"].values
    many = Named(BATCH + "dj", np.stack((w, 2 * w, -w)))
    graph = graph_of(line.expression, problem.env)
    found = computed(line, graph, {**problem.env, "W1": many})
    assert found.axes == "bij"
    for k, each in enumerate(many.values):
        alone = computed(line, graph, {**problem.env, "W1": Named("dj", each)})
        assert found.values[k] == pytest.approx(alone.values, abs=1e-12)
