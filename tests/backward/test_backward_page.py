"""What the page says of a backward pass that somebody writes, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.backward import KINDS, PASSES
from engine.backward.verdict import SLIPS
from engine.expressions.places import KINDS as CAUSE_KINDS
from engine.schema import BadParams, parse, to_query
from webapp.demos import gradient_blanks
from webapp.demos.gradient import Gradient
from webapp.demos.gradient_blanks import answers
from webapp.demos.gradient_verdicts import CAUSES, VERDICTS

pytestmark = pytest.mark.usefixtures("sample")


def filled(key: str, **other: str) -> Gradient:
    right = {name: own.expression for name, own in PASSES[key].blanks.items()}
    texts = {f"exercise.{name}": typed for name, typed in {**right, **other}.items()}
    return parse(Gradient, {"exercise": key, **texts})


def test_every_verdict_has_its_sentence() -> None:
    assert set(VERDICTS) == set(KINDS) - {"empty", "undefined"}
    assert set(CAUSES) == set(CAUSE_KINDS) - {"slope"}
    assert set(SLIPS) < set(VERDICTS)


def test_blanks_are_empty_at_first() -> None:
    said = answers(parse(Gradient, {}).exercise)
    assert {each["kind"] for each in said["said"].values()} == {"empty"}
    assert (said["right"], said["all"], said["whole"]) == (0, 4, None)


@pytest.mark.parametrize("key", PASSES)
def test_all_right_shows_the_whole(key: str) -> None:
    demo = filled(key)
    assert parse(Gradient, to_query(demo)) == demo
    said = answers(demo.exercise)
    assert said["right"] == said["all"] == len(PASSES[key].blanks)
    assert said["whole"]["right"]
    assert 0 < said["whole"]["error"] < 1e-6


def test_one_mistake_is_told_once() -> None:
    said = answers(filled("two_layer", ds="(t - p)/N").exercise)
    assert {name: each["kind"] for name, each in said["said"].items()} == {
        "ds": "sign",
        "dW2": "right",
        "dh": "right",
        "dz": "right",
        "dW1": "right",
    }
    assert said["whole"] is None


def test_a_place_is_written_as_code_indexes_it() -> None:
    said = answers(filled("two_layer", dW2="ds", dz="dh").exercise)["said"]
    assert said["dW2"]["place"].startswith("dW2[")
    assert [name for name, _ in said["dz"]["values"]] == ["z", "h", "on", "dh"]
    assert dict(map(tuple, said["dz"]["values"]))["on"] == 0
    assert said["dW1"]["numpy"] == "dW1 = x.T @ dz"
    assert said["dz"]["numpy"] is None


def test_a_name_that_is_not_given_is_refused_at_its_column() -> None:
    with pytest.raises(BadParams) as refused:
        parse(Gradient, {"exercise": "softmax", "exercise.ds": "(p - y)/N"})
    refusal = refused.value.refusals["exercise.ds"]
    assert refusal.text is not None
    assert refusal.text[0].startswith("column 6: expected one of s, p, t, N")
    assert refusal.text[1].startswith("ستون 6: ")


def test_without_images_the_neuron_still_works(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(gradient_blanks, "sets_folder", lambda: tmp_path)
    assert answers(filled("softmax").exercise) == {"key": "softmax", "said": None}
    assert answers(filled("neuron").exercise)["whole"]["right"]
