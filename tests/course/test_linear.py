"""The linear classifier looked at: scores in their parts, pictures on a scale, the cost."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from engine.course import network_of
from engine.course.linear import SHARE, as_seen, reach, score, toned
from engine.events import Frame, to_wire
from engine.schema import BadParams, parse
from engine.training.look import predict
from webapp.demos.templates import Templates

OWN = "own:" + "a" * 64
PIXELS = np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8)


def demo_of(**params: str) -> Templates:
    return parse(Templates, params)


def weights(scale: float = 0.01) -> dict[str, Any]:
    rng = np.random.default_rng(1)
    W = (scale * rng.standard_normal((3072, 10))).astype(np.float32)
    return {"weights/0.W": W, "weights/0.b": np.arange(10, dtype=np.float32) / 10}


def frames(demo: Templates, arrays: dict[str, Any], **ask: Any) -> dict[str, Any]:
    seen = demo.look({"what": "templates", **ask, "own": {OWN: PIXELS}}, arrays, 7)
    json.dumps([to_wire(event) for event in seen], allow_nan=False)
    assert all(isinstance(event, Frame) and event.step == 7 for event in seen)
    return {event.name: event.data for event in seen if isinstance(event, Frame)}


def test_the_parts_of_a_score_are_those_of_the_lecture() -> None:
    W = np.array([[0.2, -0.5, 0.1, 2.0], [1.5, 1.3, 2.1, 0.0], [0.0, 0.25, 0.2, -0.3]]).T
    x, b = np.array([56.0, 231, 24, 2]), np.array([1.1, 3.2, -1.2])
    products, dots, scores = score(W, b, x)
    assert products.shape == (4, 3)
    assert np.allclose(dots, [-97.9, 434.7, 61.95], rtol=1e-12)
    assert np.allclose(scores, [-96.8, 437.9, 60.75], rtol=1e-12)


def test_the_scores_are_those_of_the_network_that_trains() -> None:
    demo, arrays = demo_of(), weights()
    said = frames(demo, arrays, image=OWN)["responses"]
    trained = predict(network_of(demo), arrays, PIXELS[None])[0]
    assert np.allclose([row["score"] for row in said["classes"]], trained, atol=1e-4)
    assert said["answer"] == int(trained.argmax())
    for row in said["classes"]:
        assert row["dot"] + row["bias"] == pytest.approx(row["score"], abs=1e-12)
    assert sum(row["probability"] for row in said["classes"]) == pytest.approx(1)
    assert said["target"] is said["loss"] is said["total"] is None


@pytest.mark.usefixtures("sample")
def test_pictures_have_zero_in_the_middle_and_a_scale_that_is_told() -> None:
    arrays = weights()
    arrays["weights/0.W"][:, 3] *= 5
    own = frames(demo_of(), arrays, image="test:3")
    shared = frames(demo_of(), arrays, image="test:3", scale="shared")
    assert own["templates"].shape == (10, 32, 32, 3)
    assert own["products"].shape == (10, 32, 32)
    assert own["templates"].dtype == own["products"].dtype == np.uint8
    W = arrays["weights/0.W"].astype(np.float64)
    limits = [row["limit"] for row in own["responses"]["classes"]]
    assert limits == [float(np.percentile(abs(W[:, c]), SHARE)) for c in range(10)]
    assert {row["limit"] for row in shared["responses"]["classes"]} == {reach(W)}
    assert np.array_equal(own["templates"][2], toned(W[:, 2].reshape(32, 32, 3), limits[2]))
    share = (W[:, 4] * as_seen(own["picture"])).reshape(32, 32, 3).sum(axis=2)
    assert np.array_equal(own["products"][4], toned(share, own["responses"]["reach"]))
    assert share.sum() == pytest.approx(own["responses"]["classes"][4]["dot"])


def test_tones() -> None:
    assert toned(np.array([-2.0, -1, 0, 1, 2]), 1).tolist() == [0, 0, 128, 255, 255]
    assert toned(np.array([np.nan, np.inf, 1.0]), 0).tolist() == [128, 128, 128]


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("loss", ["softmax", "hinge"])
@pytest.mark.parametrize("penalty", ["half", "slide"])
@pytest.mark.parametrize("regularizer", ["l2", "l1", "elastic", "none"])
def test_what_is_told_of_the_cost_is_what_training_lowers(
    loss: str, penalty: str, regularizer: str
) -> None:
    demo = demo_of(loss=loss, penalty=penalty, regularizer=regularizer, strength="0.2")
    arrays = weights()
    said = frames(demo, arrays, image="test:3")["responses"]
    half = 0.5 if (regularizer, penalty) == ("l2", "half") else 1.0
    assert said["factor"] == pytest.approx(0.2 * half)
    assert said["total"] == pytest.approx(said["loss"] + said["factor"] * said["size"])
    w, chosen = arrays["weights/0.W"].astype(np.float64).ravel(), demo.regularization
    slope, move = gradient(w, *chosen), np.random.default_rng(2).standard_normal(w.size)
    h = 1e-7
    ahead, behind = (chosen[0].value(w + d * move, chosen[1]) for d in (h, -h))
    assert slope @ move == pytest.approx((ahead - behind) / (2 * h), rel=1e-4, abs=1e-6)


@pytest.mark.usefixtures("sample")
def test_the_cost_follows_what_changed_while_the_run_went_on() -> None:
    demo, arrays = demo_of(strength="0.2"), weights()
    now = frames(demo, arrays, image="test:3", strength="0.4", penalty="slide")["responses"]
    assert now["factor"] == pytest.approx(0.4)
    with pytest.raises(BadParams) as caught:
        frames(demo, arrays, image="test:3", strength="-1")
    assert set(caught.value.refusals) == {"strength"}


def gradient(w: np.ndarray, penalty: Any, strength: float) -> np.ndarray:
    g = np.zeros_like(w)
    penalty.add_gradient(w, g, strength, lambda name: np.empty_like(w))
    return g


def test_weights_of_a_diverged_run_are_seen_all_the_same() -> None:
    arrays = {name: np.full_like(a, np.nan) for name, a in weights().items()}
    said = frames(demo_of(), arrays, image=OWN)
    assert said["responses"]["answer"] is None
    assert set(np.unique(said["templates"])) == {128}


@pytest.mark.usefixtures("sample")
def test_predictions_are_those_of_the_templates() -> None:
    demo, arrays = demo_of(), weights()
    one = frames(demo, arrays, image="test:3")["responses"]["classes"]
    rows = frames(demo, arrays, what="predictions", images=f"test:5,test:3,{OWN}")["predictions"]
    expected = [row["probability"] for row in one]
    assert np.allclose(rows[1]["probabilities"], expected, atol=2e-5)


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("ask", "field"),
    [
        ({"what": "layers", "image": "test:1"}, "what"),
        ({"image": "test:1", "scale": "huge"}, "scale"),
        ({"image": "test:1000"}, "image"),
        ({"image": "lunch"}, "image"),
        ({}, "image"),
        ({"what": "predictions", "images": "test:1,,"}, "images"),
    ],
)
def test_a_bad_question_names_the_field(ask: dict[str, str], field: str) -> None:
    with pytest.raises(BadParams) as caught:
        frames(demo_of(), weights(), **ask)
    assert set(caught.value.refusals) == {field}
