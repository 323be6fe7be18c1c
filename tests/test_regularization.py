"""What the regularization page is told: conventions, extremes, a machine without the sample."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.events import Frame, Metrics, to_wire
from engine.schema import BadParams, parse
from webapp.demos import DEMOS

pytestmark = pytest.mark.usefixtures("sample")


def told(**params: str) -> dict[str, Any]:
    """Frames by name; everything said is JSON without NaN."""
    said = list(parse(DEMOS["regularization"], params).run())
    json.dumps([to_wire(event) for event in said], allow_nan=False)
    return {event.name: event.data for event in said if isinstance(event, Frame)}


def test_the_slides_convention_is_twice_the_strength_for_l2_alone() -> None:
    half, slide = told(strength="0.2"), told(strength="0.1", penalty="slide")
    ours, theirs = (frames["touch"]["kinds"]["l2"] for frames in (half, slide))
    for key in ("weights", "data", "penalty", "pull"):
        assert ours[key] == theirs[key]
    ours, theirs = (frames["sweep"]["kinds"]["l2"]["now"] for frames in (half, slide))
    assert ours == pytest.approx(theirs, rel=1e-5)  # begun elsewhere, ended there
    plain = told(strength="0.1")
    for kind in ("l1", "elastic"):
        assert plain["touch"]["kinds"][kind] == slide["touch"]["kinds"][kind]
    assert plain["touch"]["kinds"]["l2"]["weights"] != slide["touch"]["kinds"]["l2"]["weights"]


def test_formula_loss_and_slope_change_with_the_convention() -> None:
    for penalty, shown in (("half", ["frac", "λ", "2"]), ("slide", "λ")):
        frames = told(penalty=penalty)
        assert shown in frames["formula"]["kinds"]["l2"]["loss"]
        l2 = frames["touch"]["kinds"]["l2"]
        share = 0.5 if penalty == "half" else 1.0
        assert l2["penalty"] == pytest.approx(share * 0.1 * l2["size"])
        assert l2["pull"] == pytest.approx([2 * share * 0.1 * w for w in l2["weights"]])
        assert l2["gradient"] == pytest.approx([-pull for pull in l2["pull"]])


def test_the_scale_is_unique_only_with_a_penalty() -> None:
    flat, bent = told(strength="0")["curve"], told(strength="0.001")["curve"]
    assert (flat["single"], flat["best"]) == (False, pytest.approx([1 / 2.9, 4]))
    assert (bent["single"], bent["best"][0]) == (True, pytest.approx(1 / 2.9))
    assert told(images="all", strength="0")["curve"]["best"] == [0, 0]


def test_the_same_score_twice() -> None:
    pair = told()["pair"]
    assert pair["scores"] == [1, 1]
    assert pair["prefers"] == {"l1": None, "l2": 1, "elastic": 1}


@pytest.mark.parametrize(
    "params",
    [
        {"scores": ";".join(["1e6,-1e6,1e6"] * 3), "strength": "10", "alpha": "4"},
        {"scores": ";".join(["0,0,0"] * 3), "alpha": "0", "images": "all"},
        {"x": "1e6,1e6,1e6,1e6", "pair": "0,0,0,0;-1e6,1e6,0,0"},
        {"minimum": "0,0", "spread": "0.25", "correlation": "0.9"},
        {"minimum": "-1,1", "spread": "4", "correlation": "-0.9", "strength": "0"},
        {"strength": "10", "beta": "10", "regularizer": "elastic", "penalty": "slide"},
        {"examples": "10", "strength": "0"},
    ],
    ids=lambda params: next(iter(params)),
)
def test_extremes_stay_finite(params: dict[str, str]) -> None:
    assert set(told(**params)) >= {"touch", "path", "curve", "point", "pair", "sweep"}


def test_one_class_twice_is_refused() -> None:
    with pytest.raises(BadParams) as refused:
        parse(DEMOS["regularization"], {"one": "frog"})
    assert "frog" in refused.value.refusals["other"].sentence("en")


def test_a_machine_without_the_sample_shows_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    frames = told()
    assert frames["sweep"] is None
    assert frames["touch"]["kinds"]["l1"]["weights"][1] == 0


def test_the_table_without_scripts_walks_from_weak_to_strong() -> None:
    said = list(parse(DEMOS["regularization"], {}).run())
    rows = [event.values for event in said if isinstance(event, Metrics)]
    strengths = [row["strength"] for row in rows]
    assert strengths == sorted(strengths)
    assert [row["zeros"] for row in rows] == sorted(row["zeros"] for row in rows)
    assert np.allclose(rows[-1]["w1"], 0)
