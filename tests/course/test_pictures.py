"""Looks at a network: every preset, every kind of image, every map."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from engine.course.pictures import extent, quantized
from engine.events import Frame, to_wire
from engine.network import PRESETS
from engine.schema import BadParams, parse
from webapp.demos import DEMOS, LiveDemo

PIXELS = np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8)
OWN = "own:" + "a" * 64


def demo_of(preset: str) -> LiveDemo:
    asked = {"batch": "8", "data": "sample", "loss.smoothing": "0"}
    demo = parse(DEMOS["cifar10"], {**PRESETS[preset].to_query(), **asked})
    assert isinstance(demo, LiveDemo)
    return demo


def keyframe(demo: Any) -> dict[str, Any]:
    from engine.course import network_of
    from engine.training.named import named_arrays

    network = network_of(demo)
    weights, norms = network.initial(1)
    arrays = named_arrays("weights/", network.layout.weights, weights)
    return arrays | named_arrays("norm/", network.layout.norms, norms)


def frames(demo: LiveDemo, arrays: dict[str, Any], **ask: Any) -> dict[str, Any]:
    seen = demo.look({**ask, "own": {OWN: PIXELS}}, arrays, 7)
    assert all(isinstance(event, Frame) and event.step == 7 for event in seen)
    json.dumps([to_wire(event) for event in seen], allow_nan=False)
    return {event.name: event.data for event in seen if isinstance(event, Frame)}


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("preset", PRESETS)
def test_every_layer_of_every_preset_is_seen(preset: str) -> None:
    demo = demo_of(preset)
    seen = frames(demo, keyframe(demo), what="layers", image="test:3")
    for row in seen["layers"]:
        maps = seen[f"activations.{row['index']}"]
        height, width, channels = row["shape"] if len(row["shape"]) == 3 else (1, 1, *row["shape"])
        assert maps.shape == (channels, height, width)
        assert maps.dtype == np.uint8
        assert sum(row["activations"]["histogram"]) == maps.size
        assert row["activations"]["min"] <= row["activations"]["max"]
    assert np.isclose(sum(seen["scores"]["probabilities"]), 1)
    assert np.isclose(
        seen["scores"]["loss"], -np.log(seen["scores"]["probabilities"][seen["scores"]["target"]])
    )


@pytest.mark.usefixtures("sample")
def test_the_first_filters_and_the_templates_are_in_colour() -> None:
    for preset, shape in (("convnetjs", (16, 3, 5, 5)), ("linear", (10, 3, 32, 32))):
        demo = demo_of(preset)
        seen = frames(demo, keyframe(demo), what="layers", image="train:3")
        assert seen["weights.0"].shape == seen["weight_gradients.0"].shape == shape


@pytest.mark.usefixtures("sample")
def test_one_kind_of_maps_is_sent_when_one_is_asked_for() -> None:
    demo = demo_of("convnetjs")
    seen = frames(demo, keyframe(demo), what="layers", image="test:3", maps="weights")
    assert "weights.0" in seen
    assert not any(name.startswith(("activations.", "gradients.", "weight_g")) for name in seen)
    assert seen["layers"][0]["activations"]["histogram"]


@pytest.mark.usefixtures("sample")
def test_an_own_image_has_no_loss() -> None:
    demo = demo_of("linear")
    seen = frames(demo, keyframe(demo), what="layers", image=OWN)
    assert seen["scores"]["target"] is seen["scores"]["loss"] is None
    assert np.array_equal(seen["picture"], PIXELS)


@pytest.mark.usefixtures("sample")
def test_predictions_agree_with_the_layers() -> None:
    demo = demo_of("convnetjs")
    arrays = keyframe(demo)
    one = frames(demo, arrays, what="layers", image="test:3")["scores"]["probabilities"]
    many = frames(demo, arrays, what="predictions", images=f"test:5,test:3,{OWN}")
    assert np.allclose(many["predictions"][1]["probabilities"], one, atol=1e-5)
    assert many["pictures"].shape == (3, 32, 32, 3)


@pytest.mark.usefixtures("sample")
def test_overflowed_weights_are_seen_all_the_same() -> None:
    demo = demo_of("convnetjs")
    arrays = {name: np.full_like(a, np.nan) for name, a in keyframe(demo).items()}
    assert frames(demo, arrays, what="layers", image="test:3")["layers"]


@pytest.mark.parametrize("low", [0.01, -1e-45, 3e38, 1e9, 0.0])
@pytest.mark.parametrize("apart", [0, 1, 3])
def test_numbers_that_hardly_differ_are_seen_all_the_same(low: float, apart: int) -> None:
    values = np.full((2, 5), low, np.float32)
    for _ in range(apart):
        values[0, 0] = np.nextafter(values[0, 0], np.float32(np.inf))
    seen = extent(values)
    assert sum(seen["histogram"]) == 10
    assert (seen["min"] < seen["max"]) == (apart > 0)
    assert quantized(values).max() == (255 if apart else 0)


def test_a_range_wider_than_float32_is_seen_all_the_same() -> None:
    values = np.array([-3e38, 0, 3e38], np.float32)
    assert quantized(values).tolist() == [0, 128, 255]
    assert extent(values)["histogram"] == [1, *[0] * 11, 1, *[0] * 10, 1]


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("ask", "field"),
    [
        ({}, "what"),
        ({"what": "lunch"}, "what"),
        ({"what": "layers"}, "image"),
        ({"what": "layers", "image": "test:1000"}, "image"),
        ({"what": "layers", "image": "test:1", "maps": "lunch"}, "maps"),
        ({"what": "layers", "image": "test:-1"}, "image"),
        ({"what": "layers", "image": "own:" + "b" * 64}, "image"),
        ({"what": "predictions", "images": ",".join(["test:1"] * 25)}, "images"),
        ({"what": "predictions", "images": "test:1,,"}, "images"),
    ],
)
def test_a_bad_question_names_the_field(ask: dict[str, str], field: str) -> None:
    demo = demo_of("linear")
    with pytest.raises(BadParams) as caught:
        frames(demo, keyframe(demo), **ask)
    assert set(caught.value.refusals) == {field}
