"""What the page of gradients says of a check, and what it refuses."""

from __future__ import annotations

import pytest

from engine.schema import BadParams, parse
from webapp.demos.gradient import Gradient
from webapp.demos.gradient_frames import check
from webapp.demos.gradient_words import FINGERPRINTS

pytestmark = pytest.mark.usefixtures("sample")


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({}, "none"),
        ({"bug": "sign"}, "sign"),
        ({"bug": "penalty"}, "penalty"),
        ({"bug": "penalty", "strength": "0"}, "nothing"),
        ({"bug": "double", "strength": "0"}, "nothing"),
        ({"bug": "mean", "strength": "0"}, "mean"),
        ({"bug": "penalty", "strength": "0.0001", "precision": "float32"}, "unseen"),
    ],
)
def test_the_sentence_fits_the_check(given: dict[str, str], kind: str) -> None:
    said = check(parse(Gradient, given))
    assert said is not None
    assert said["kind"] == kind
    assert kind in FINGERPRINTS


def test_a_function_of_x_has_no_y() -> None:
    with pytest.raises(BadParams) as refused:
        parse(Gradient, {"f": "x + 2*y"})
    refusal = refused.value.refusals["f"]
    assert (refusal.low, refusal.got) == (7, "x + 2*y")
    assert refusal.text is not None
    assert refusal.text[0] == "column 7: expected a function of x alone, got y"
