"""The contract of a layer, for every layer in the registry."""

from __future__ import annotations

import math

import numpy as np
import pytest
from nets import context, filled

from engine.layers import LAYERS, Layer, Misfit
from engine.schema import parse

N = 3
IMAGE, VECTOR = (8, 8, 6), (12,)
OTHERS = {
    "conv": [
        {"filters": 9, "size": 5, "pad": 2},
        {"filters": 8, "size": 4, "stride": 3, "pad": 1},
        {"filters": 5, "size": 1, "pad": 0, "stride": 2},
        {"filters": 4, "bias": 0},
    ],
    "maxpool": [{"size": 3, "stride": 2}, {"size": 2, "stride": 3}],
    "avgpool": [{"size": 3, "stride": 2}],
    "residual": [{"filters": 6}, {"filters": 8, "stride": 2}],
    "maxout": [{"pieces": 3}],
    "dropout": [{"keep": 1.0}],
    "batchnorm": [{"scale": 0}],
    "dense": [{"bias": 0}],
    "whiten": [{"size": 3}],
}
CASES = [
    (parse(LAYERS[key], given), shape)
    for key in LAYERS
    for given in [{}, *OTHERS.get(key, [])]
    for shape in (IMAGE, VECTOR)
]


def builds(layer: Layer, shape: tuple[int, ...]) -> bool:
    try:
        layer.build(shape)
    except Misfit:
        return False
    return True


FITTING = [pytest.param(la, s, id=f"{la}-{len(s)}d") for la, s in CASES if builds(la, s)]


def batch(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """A batch in memory order; no number lies near the kink at 0 or near another."""
    full = (*shape[:-1], N, shape[-1])
    values = (np.arange(np.prod(full)) + 0.5) / np.prod(full) * 4 - 2
    return rng.permutation(values).reshape(full)


def test_every_layer_meets_an_image_or_a_vector() -> None:
    assert {layer.key for layer, shape in CASES if builds(layer, shape)} == set(LAYERS)


@pytest.mark.parametrize(("layer", "shape"), FITTING)
@pytest.mark.parametrize("training", [True, False])
def test_gradients_in_a_random_direction(
    layer: Layer, shape: tuple[int, ...], training: bool
) -> None:
    rng = np.random.default_rng(7)
    plan, x = layer.build(shape), batch(shape, rng)
    arrays = filled(plan, rng)
    weights, grads, _ = arrays
    for name in weights:
        if name.endswith("gamma"):
            weights[name][...] = 1 + 0.1 * rng.standard_normal(weights[name].shape)
    ctx = context(arrays, N, training)
    y, backprop = layer.forward(x, ctx)
    dy = rng.standard_normal(y.shape)
    dx = backprop(dy.copy()).copy()

    def value() -> float:
        return float((layer.forward(x, context(arrays, N, training))[0] * dy).sum())

    for array, gradient in [(x, dx), *((weights[k], grads[k]) for k in weights)]:
        d, h = rng.standard_normal(array.shape), 1e-5
        array += h * d
        above = value()
        array -= 2 * h * d
        below = value()
        array += h * d
        slope, claimed = (above - below) / (2 * h), float((gradient * d).sum())
        assert abs(slope - claimed) <= 1e-6 * max(1.0, abs(slope), abs(claimed))


@pytest.mark.parametrize(("layer", "shape"), FITTING)
def test_forward_reads_x_and_answers_the_planned_shape(
    layer: Layer, shape: tuple[int, ...]
) -> None:
    rng = np.random.default_rng(8)
    plan, x = layer.build(shape), batch(shape, rng)
    before = x.copy()
    ctx = context(filled(plan, rng), N)
    y, backprop = layer.forward(x, ctx)
    assert y.shape == (*plan.output[:-1], N, plan.output[-1])
    assert y.dtype == np.float64
    dx = backprop(rng.standard_normal(y.shape))
    assert dx.shape == x.shape
    assert y.flags.c_contiguous
    assert dx.flags.c_contiguous
    assert np.array_equal(x, before)


@pytest.mark.parametrize(("layer", "shape"), FITTING)
def test_who_takes_over_its_input_and_who_lets_go_of_its_output(
    layer: Layer, shape: tuple[int, ...]
) -> None:
    rng = np.random.default_rng(9)
    arrays, x = filled(layer.build(shape), rng), batch(shape, rng)
    weights, grads, norms = arrays
    dy, found = None, []
    for takes_over in (False, True):
        for array in grads.values():
            array[...] = 0
        fresh = {name: norm.copy() for name, norm in norms.items()}
        ctx = context((weights, grads, fresh), N)
        ctx.takes_over = takes_over
        y, backprop = layer.forward(x.copy(), ctx)
        dy = rng.standard_normal(y.shape) if dy is None else dy
        seen = y.copy()
        if takes_over and layer.lets_go:
            y[...] = np.nan
        dx = backprop(dy.copy())
        found.append([seen, dx.copy(), *(array.copy() for array in grads.values())])
    assert all(np.array_equal(a, b) for a, b in zip(*found, strict=True))


@pytest.mark.parametrize(("layer", "shape"), FITTING)
def test_a_second_pass_gives_the_same(layer: Layer, shape: tuple[int, ...]) -> None:
    """Arrays are used again: nothing of the first pass may be left in them."""
    rng = np.random.default_rng(9)
    x, arrays = batch(shape, rng), filled(layer.build(shape), rng)
    ctx, found = context(arrays, N), []
    for _ in range(2):
        ctx.space.begin()
        for g in arrays[1].values():
            g[...] = 0
        y, backprop = layer.forward(x, ctx)
        found.append(
            [y.copy(), backprop(np.ones_like(y)).copy(), *map(np.copy, arrays[1].values())]
        )
    assert all(np.array_equal(a, b) for a, b in zip(*found, strict=True))


def test_relu_has_no_slope_at_0() -> None:
    ctx = context(({}, {}, {}), 1)
    _, backprop = LAYERS["relu"]().forward(np.array([[-1.0, 0.0, 2.0]]), ctx)
    assert backprop(np.ones((1, 3))).tolist() == [[0, 0, 1]]


@pytest.mark.parametrize(("size", "stride"), [(2, 2), (3, 3), (3, 2)])
def test_of_equals_the_first_wins(size: int, stride: int) -> None:
    """A constant image: only the top left pixel of each window gets a gradient."""
    layer = parse(LAYERS["maxpool"], {"size": size, "stride": stride})
    y, backprop = layer.forward(np.ones((6, 6, 1, 1)), context(({}, {}, {}), 1))
    expected = np.zeros((6, 6))
    expected[: stride * len(y) : stride, : stride * len(y) : stride] = 1
    assert np.array_equal(backprop(np.ones_like(y))[:, :, 0, 0], expected)
    x = np.array([[0.0, 1], [1, 0]])[:, :, None, None]  # read column by column: the left 1
    two = parse(LAYERS["maxpool"], {})
    y, backprop = two.forward(x, context(({}, {}, {}), 1))
    assert backprop(np.ones_like(y))[:, :, 0, 0].tolist() == [[0, 0], [1, 0]]


def test_pooling_of_slide_308() -> None:
    x = np.array([[1.0, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]])[:, :, None, None]
    ctx = context(({}, {}, {}), 1)
    assert LAYERS["maxpool"]().forward(x, ctx)[0].ravel().tolist() == [6, 8, 3, 4]
    assert LAYERS["avgpool"]().forward(x, ctx)[0].ravel().tolist() == [3.25, 5.25, 2, 2]


def test_dropout_keeps_with_probability_p_and_scales() -> None:
    layer = parse(LAYERS["dropout"], {"keep": 0.25})
    x = np.ones((200, 300))
    y, backprop = layer.forward(x, context(({}, {}, {}), 200))
    assert set(np.unique(y)) == {0, 4}
    assert abs((y > 0).mean() - 0.25) < 0.01
    assert np.array_equal(backprop(np.ones_like(y)), y)
    quiet, _ = layer.forward(x, context(({}, {}, {}), 200, training=False))
    assert np.array_equal(quiet, x)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_whitened_patches_are_uncorrelated_and_of_unit_size(size: int) -> None:
    """E[y y^T] of the first half is diag(l / (l + eps)); the second half is its negative."""
    rng = np.random.default_rng(2)
    layer = parse(LAYERS["whiten"], {"size": size, "eps": 1e-3})
    mixed = rng.standard_normal((6, 6, 400, 3)).cumsum(axis=0) @ rng.standard_normal((3, 3))
    plan = layer.build((6, 6, 3))
    arrays = filled(plan, rng)
    layer.prepare(mixed, arrays[2])
    for b in arrays[0].values():
        b[...] = 0
    y = layer.forward(mixed, context(arrays, 400))[0].reshape(-1, plan.output[-1])
    half = size**2 * 3
    assert np.allclose(y[:, half:], -y[:, :half])
    second = y[:, :half].T @ y[:, :half] / len(y)
    W = arrays[2]["W"].reshape(-1, 2 * half)[:, :half]
    values = 1 / (W**2).sum(axis=0) - 1e-3
    assert (values[:-1] >= values[1:]).all()
    assert np.allclose(second, np.diag(values / (values + 1e-3)), atol=1e-8)


def test_gelu_is_nearly_the_gaussian_one_and_silu_the_sigmoid_one() -> None:
    x = np.linspace(-6, 6, 1201).reshape(-1, 1)
    ctx = context(({}, {}, {}), len(x))
    gelu, _ = LAYERS["gelu"]().forward(x, ctx)
    exact = [[a * math.erfc(-a / math.sqrt(2)) / 2] for a in x[:, 0]]
    assert np.abs(gelu - exact).max() < 5e-4
    silu, _ = LAYERS["silu"]().forward(x, context(({}, {}, {}), len(x)))
    assert np.allclose(silu, x / (1 + np.exp(-x)), rtol=1e-14, atol=1e-15)


def test_batch_norm_without_scale_learns_the_shift_alone() -> None:
    plan = parse(LAYERS["batchnorm"], {"scale": 0}).build((4, 4, 2))
    assert [w.name for w in plan.weights] == ["beta"]


def test_batch_norm_normalizes_and_follows() -> None:
    rng = np.random.default_rng(1)
    layer, x = (
        parse(LAYERS["batchnorm"], {"momentum": 0.75}),
        3 + 2 * rng.standard_normal((4, 4, 5, 2)),
    )
    plan = layer.build((4, 4, 2))
    weights = {w.name: np.full(w.shape, w.start) for w in plan.weights}
    norms = {n.name: np.full(n.shape, n.start) for n in plan.norms}
    y, _ = layer.forward(x, context((weights, {}, norms), 5))
    assert np.allclose(y.mean(axis=(0, 1, 2)), 0, atol=1e-12)
    assert np.allclose(y.var(axis=(0, 1, 2)), 1, atol=1e-4)
    assert np.allclose(norms["mean"], 0.25 * x.mean(axis=(0, 1, 2)))
    assert np.allclose(norms["var"], 0.75 + 0.25 * x.var(axis=(0, 1, 2), ddof=1))
