"""Networks as data: counts, names, order, and sentences for what cannot be built."""

from __future__ import annotations

import math

import numpy as np
import pytest
from nets import images, layers_of, learner, recipe

from engine.layers import Moment, Workspace
from engine.network import PRESETS, Limits, Network, Task
from engine.network.network import forward
from engine.schema import BadParams
from engine.training import look, predict


def test_the_convnetjs_net_counts_as_in_the_lecture() -> None:
    net = Network(PRESETS["convnetjs"].layers)
    rows = net.rows()
    assert net.parameters == 22_466
    assert net.macs == 3_920_000
    assert [r["parameters"] for r in rows if r["parameters"]] == [1216, 8020, 10_020, 3210]
    assert [r["output"] for r in rows if r["kind"] == "maxpool"] == [
        [16, 16, 16],
        [8, 8, 20],
        [4, 4, 20],
    ]
    assert rows[-1]["output"] == [10]
    assert [r["algorithm"] for r in rows if r["kind"] == "conv"] == [
        "im2col",
        "winograd",
        "winograd",
    ]


@pytest.mark.parametrize("key", PRESETS)
def test_a_preset_starts_at_the_loss_of_guessing(key: str) -> None:
    preset = PRESETS[key]
    net = Network(preset.layers, batch=preset.batch)
    who = learner(net, shards=1)
    try:
        loss = recipe().loss(who.scores(images(64)[0]), images(64)[1])[0]
    finally:
        who.close()
    assert abs(loss - math.log(10)) < 0.2
    assert net.step_ms > 0
    assert net.bytes > 4 * net.parameters
    assert preset.to_query()["layers"] == ";".join(layer.key for layer in preset.layers)
    assert all(preset.label)


WRONG = {
    "a filter larger than its input": (
        ("maxpool;maxpool;maxpool;conv;dense", {"3.size": 7, "3.pad": 0}),
        ("layers.3.size", ["layer 3", "4×4", "7×7", "smaller filter"]),
    ),
    "a window larger than its input": (
        ("maxpool;maxpool;maxpool;maxpool;maxpool;avgpool;dense", {}),
        ("layers.5.size", ["layer 5", "1×1", "2×2", "less pooling"]),
    ),
    "a picture after a vector": (
        ("dense;conv;dense", {}),
        ("layers", ["layer 1", "vector of length 10", "before the first dense"]),
    ),
    "units that are not classes": (
        ("conv;dense", {"1.units": 7}),
        ("layers.1.units", ["layer 1", "10 scores", "gives 7", "dense layer of 10 units"]),
    ),
    "no scores at all": (
        ("conv;relu", {}),
        ("layers", ["layer 1", "32×32×16", "dense layer of 10 units"]),
    ),
    "pieces that do not divide": (
        ("conv;maxout;dense", {"1.pieces": 3}),
        ("layers.1.pieces", ["layer 1", "3 divides", "16 arrive"]),
    ),
    "too many parameters": (
        ("dense;dense", {"0.units": 4096}),
        ("layers.0.units", ["layer 0", "12,627,978", "4,000,000", "smaller"]),
    ),
    "too long a step": (
        (";".join(["conv"] * 9) + ";globalpool;dense", {f"{i}.filters": 200 for i in range(9)}),
        ("layers.1.filters", ["a step", "5,000 ms", "smaller batch"]),
    ),
}


@pytest.mark.parametrize("why", WRONG)
def test_a_wrong_declaration_is_refused_in_a_sentence(why: str) -> None:
    (keys, given), (name, words) = WRONG[why]
    with pytest.raises(BadParams) as caught:
        Network(layers_of(keys, **given))
    assert list(caught.value.refusals) == [name]
    refusal = caught.value.refusals[name]
    english, persian = refusal.sentence("en"), refusal.sentence("fa")
    assert all(word in english for word in words), english
    assert "لایهٔ" in persian
    assert "{" not in english + persian
    assert refusal.got


def test_memory_is_refused_before_it_is_taken() -> None:
    layers = layers_of("conv;batchnorm;dense", **{"0.filters": 64})
    with pytest.raises(BadParams, match=r"needs the most memory.* at most 50 MB"):
        Network(layers, limits=Limits(bytes=50_000_000), batch=512)
    with pytest.raises(BadParams, match="expected at least one layer, and 10 scores"):
        Network(())


def test_the_host_sets_what_a_network_may_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    layers = layers_of("dense;relu;dense", **{"0.units": 50})
    monkeypatch.setenv("NETWORK_PARAMETERS", "154160")
    assert Network(layers).parameters == 154_160
    monkeypatch.setenv("NETWORK_PARAMETERS", "154159")
    with pytest.raises(BadParams, match=r"154,160 parameters, but at most 154,159 are allowed"):
        Network(layers)


def test_other_tasks_than_cifar() -> None:
    net = Network(layers_of("dense", **{"0.units": 3}), task=Task((2,), 3))
    assert net.parameters == 9


def test_groups_are_slices_of_the_flat_buffer() -> None:
    net = Network(layers_of("conv;batchnorm;relu;residual;dense"))
    layout = net.layout
    spans = [layout.groups[g] for g in ("matrices", "weights", "biases", "norm")]
    assert [s.start for s in spans] == [0, *(s.stop for s in spans[:-1])]
    assert spans[-1].stop == net.parameters
    for place in layout.weights:
        group = layout.groups[place.entry.group]
        assert group.start <= place.begin < place.end <= group.stop
        banked = place.entry.group == "matrices"
        assert banked == (len(place.entry.shape) == 4)
    names = [place.name for place in layout.weights]
    assert {"0.W", "0.b", "1.gamma", "3.conv1.W", "3.norm2.beta", "4.W"} <= set(names)
    assert len(set(names)) == len(names)


def test_pooling_before_relu_is_the_same_function_with_the_same_gradient() -> None:
    net = Network(layers_of("conv;relu;maxpool;dense"), dtype="float64")
    assert net.order == (0, 2, 1, 3)
    weights, norms = net.initial(1)
    x = np.random.default_rng(0).standard_normal((32, 32, 2, 3))
    found = []
    for order in (net.order, (0, 1, 2, 3)):
        grads = np.zeros_like(weights)
        contexts = net.contexts(Workspace(np, net.dtype), Moment(), (weights, grads, norms))
        scores, backprop = forward(net.layers, contexts, order, x)
        dx = backprop(np.ones_like(scores))
        found.append((scores, dx, grads))
    assert all(np.array_equal(a, b) for a, b in zip(*found, strict=True))


def test_the_start_depends_on_the_seed_alone() -> None:
    net, wider = (Network(layers_of("conv;dense", **{"0.filters": f})) for f in (8, 9))
    assert np.array_equal(net.initial(5)[0], net.initial(5)[0])
    assert not np.array_equal(net.initial(5)[0], net.initial(6)[0])
    assert wider.parameters > net.parameters
    double = Network(net.layers, dtype="float64").initial(5)[0]
    assert np.array_equal(net.initial(5)[0], double.astype("float32"))


@pytest.mark.parametrize("key", PRESETS)
def test_looking_at_one_image_shows_every_declared_layer(key: str) -> None:
    net = Network(PRESETS[key].layers)
    who = learner(net, shards=1)
    try:
        keyframe, (x, y) = who.keyframe(), images(2)
        scores = who.scores(x)
    finally:
        who.close()
    seen = look(net, keyframe, x[0], int(y[0]), recipe().loss)
    assert [list(la.activations.shape) for la in seen.layers] == [r["output"] for r in net.rows()]
    assert [la.gradients.shape for la in seen.layers] == [
        la.activations.shape for la in seen.layers
    ]
    for i, la in enumerate(seen.layers):
        for name, w in la.weights.items():
            assert np.array_equal(w, keyframe[f"weights/{i}.{name}"])
            assert la.weight_gradients[name].shape == w.shape
            assert np.abs(la.weight_gradients[name]).sum() > 0
    assert np.allclose(seen.scores, scores[0], atol=1e-4)
    assert abs(seen.probabilities.sum() - 1) < 1e-5
    assert seen.loss is not None
    assert look(net, keyframe, x[0], None, recipe().loss).loss is None
    assert np.allclose(predict(net, keyframe, x), scores, atol=1e-4)
