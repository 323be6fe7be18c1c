"""The regimes of learning rates, and what the pages of descent send."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from engine.events import Frame, to_wire
from engine.expressions import read
from engine.race import RACERS, sweep
from engine.race.regimes import curvature
from engine.rules import ELEMENTWISE
from engine.schema import BadParams, parse
from webapp.demos import DEMOS
from webapp.demos.race_words import DOES, ENDS, FORMULAS, SHORT, kind_of_slot

VALLEY = read("0.5*(x^2 + 10*y^2)")
TYPED = "(1.5-x+x*y)^2 + (2.25-x+x*y^2)^2 + sin(3*x)*exp(-y^2)/(1+x^2)"
TWELVE = ";".join([*RACERS, "sgd", "momentum", "adam"][:12])


def regime_at(lr: float, steps: int = 50) -> str:
    swept = sweep(VALLEY, (1.0, 1.0), steps, 0.0)
    return swept.regimes[int(np.abs(np.log(swept.rates / lr)).argmin())]


def test_slide_89_has_four_regimes_in_their_order() -> None:
    swept = sweep(VALLEY, (1.0, 1.0), 50, 0.0)
    assert swept.rates[0] == pytest.approx(1e-7)
    assert swept.rates[-1] == pytest.approx(1e6)
    assert list(dict.fromkeys(swept.regimes)) == ["low", "good", "high", "very_high"]
    assert swept.steepest == pytest.approx(10, rel=1e-6)


@pytest.mark.parametrize(
    ("lr", "said"), [(1e-3, "low"), (0.1, "good"), (0.2, "high"), (1, "very_high")]
)
def test_a_rate_is_called_what_it_does(lr: float, said: str) -> None:
    assert regime_at(lr) == said


def test_the_best_rate_for_one_step_is_not_the_best_for_fifty() -> None:
    short, long = (sweep(VALLEY, (1.0, 1.0), steps, 0.0) for steps in (1, 50))
    best = [float(s.rates[np.nanargmin(s.left)]) for s in (short, long)]
    assert best[0] < best[1] < 2 / 10


def test_curvature_is_the_largest_eigenvalue() -> None:
    turned = read("0.5*((0.6*x+0.8*y)^2 + 25*(0.6*y-0.8*x)^2)")
    assert curvature(turned, np.array([0.3, -0.2])) == pytest.approx(25, rel=1e-6)


def test_a_constant_and_a_start_without_a_value_have_their_regimes() -> None:
    assert set(sweep(read("3"), (1.0, 1.0), 9, None).regimes) == {"good"}
    assert set(sweep(read("1/(x-y)"), (1.0, 1.0), 9, None).regimes) == {"undefined"}


def frames(key: str, asked: dict[str, str]) -> dict[str, Any]:
    events = parse(DEMOS[key], asked).run()
    return {event.name: event.data for event in events if isinstance(event, Frame)}


def test_twelve_rules_over_two_thousand_steps_fit_150_kilobytes() -> None:
    asked = {"surface": "typed", "surface.f": TYPED, "rules": TWELVE, "steps": "2000"}
    said = [to_wire(event) for event in parse(DEMOS["optimizers"], asked).run()]
    assert len(json.dumps(said, allow_nan=False, separators=(",", ":"))) <= 150_000


@pytest.mark.parametrize("at", [0, 777, 1990, 2000])
def test_any_step_of_a_long_race_can_be_had_exactly(at: int) -> None:
    whole = {"rules": "momentum;adam", "steps": "2000"}
    exact = frames("optimizers", {**whole, "at": str(at)})["exact"]
    k = at - exact["from"]
    assert 0 <= k < len(exact["values"])
    if at < 2000:
        assert exact["points"][k] + exact["moves"][k] == pytest.approx(exact["points"][k + 1])
    first = frames("optimizers", {**whole, "steps": str(at or 1), "at": str(at)})["exact"]
    assert np.array_equal(first["points"][at - first["from"]], exact["points"][k])


def test_a_race_tells_where_a_rule_ended() -> None:
    asked = {"surface": "typed", "surface.f": "y^2+log(x)", "surface.x": "0.5", "rules": "sgd;adam"}
    rows = frames("optimizers", {**asked, "rules.0.lr": "0.5", "rules.1.lr": "0.001"})["rows"]
    assert rows[0]["end"] == {
        "step": 1,
        "kind": "log",
        "x": -0.5,
        "y": 0.0,
        "part": "log(x)",
        "column": 5,
    }
    assert rows[1]["end"] is None


@pytest.mark.parametrize("key", ["optimizers", "descent"])
def test_too_many_steps_for_one_answer_are_refused_with_how_many_there_may_be(key: str) -> None:
    long = "+".join(f"sin({k}*x+y)" for k in range(24))
    steps = {"optimizers": "5000", "descent": "1000"}[key]
    with pytest.raises(BadParams) as caught:
        parse(DEMOS[key], {"surface": "typed", "surface.f": long, "steps": steps})
    most = caught.value.refusals["steps"].high
    assert 0 < most < int(steps)
    assert parse(DEMOS[key], {"surface": "typed", "surface.f": long, "steps": str(most)})


@pytest.mark.parametrize("f", ["3", "1/(x-x)", "log(0*x)", "x^400*y^400", "exp(exp(x))", "-x^2"])
@pytest.mark.parametrize("key", ["optimizers", "descent"])
def test_no_function_breaks_an_answer(key: str, f: str) -> None:
    demo = parse(DEMOS[key], {"surface": "typed", "surface.f": f})
    json.dumps([to_wire(event) for event in demo.run()], allow_nan=False)


def test_every_rule_has_its_words_and_formula() -> None:
    for table in (FORMULAS, DOES, SHORT):
        assert set(table) == set(ELEMENTWISE)
    kinds = {kind_of_slot(key, slot) for key in ELEMENTWISE for slot in ELEMENTWISE[key].slots}
    assert kinds == {"velocity", "mean", "cache"}
    assert set(ENDS) == {"far", "pole", "log", "root", "power", "large", "slope", "outside"}
