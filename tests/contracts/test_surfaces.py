"""The contract of surfaces: read like a typed function, true gradients, true minima."""

from __future__ import annotations

import numpy as np
import pytest

from engine.expressions import evaluate
from engine.schema import parse
from engine.surfaces import SURFACES, Surface, field_of

ALL = [cls() for cls in SURFACES.values()]
TURNED = SURFACES["bowl"](turn=30.0)


def seen(surface: Surface) -> tuple[tuple[float, float], tuple[float, float]]:
    (mx, my), width = surface.view()
    return (mx - width / 2, mx + width / 2), (my - 0.23 * width, my + 0.23 * width)


@pytest.mark.parametrize("surface", [*ALL, TURNED], ids=lambda surface: surface.key)
def test_gradients_agree_with_central_differences(surface: Surface) -> None:
    rng = np.random.default_rng(3)
    (left, right), (low, high) = seen(surface)
    points = rng.uniform((left, low), (right, high), (200, 2))
    way, h = rng.standard_normal((200, 2)), 1e-6
    graph = surface.graph()
    ahead, behind = (evaluate(graph, points + s * h * way)[0] for s in (1, -1))
    numeric = (ahead - behind) / (2 * h)
    analytic = (evaluate(graph, points)[1] * way).sum(1)
    scale = np.maximum(1, np.abs(numeric) + np.abs(analytic))
    assert (np.abs(numeric - analytic) / scale).max() < 1e-6


@pytest.mark.parametrize("surface", [*ALL, TURNED], ids=lambda surface: surface.key)
def test_the_minima_are_the_lowest_places(surface: Surface) -> None:
    if surface.lowest is None:
        assert surface.minima == ()
        return
    values, slopes = evaluate(surface.graph(), np.array(surface.minima))
    assert values == pytest.approx(surface.lowest, abs=1e-12)
    assert np.abs(slopes).max() < 1e-10
    (mx, my), width = surface.view()
    field = field_of(surface.graph(), (mx, my), 2 * width, 0.46, 121, 61)
    assert np.nanmin(field.values) >= surface.lowest - 1e-12


@pytest.mark.parametrize("surface", ALL, ids=lambda surface: surface.key)
def test_the_map_shows_start_and_minima(surface: Surface) -> None:
    (left, right), (low, high) = seen(surface)
    for x, y in [(surface.x, surface.y), *surface.minima]:
        assert left < x < right
        assert low < y < high


@pytest.mark.parametrize("surface", ALL, ids=lambda surface: surface.key)
def test_lines_lie_about_evenly(surface: Surface) -> None:
    field = field_of(surface.graph(), *surface.view(), 0.46, 97, 45)
    assert len(field.levels) >= 10
    assert list(field.levels) == sorted(set(field.levels))
    below = [(field.values < level).mean() for level in field.levels]
    assert below[0] < 0.35
    assert below[-1] > 0.9
    assert max(np.diff([0, *below, 1])) < 0.7


def test_a_turned_bowl_is_the_bowl_turned() -> None:
    rng = np.random.default_rng(4)
    points = rng.standard_normal((20, 2))
    c, s = np.cos(np.pi / 6), np.sin(np.pi / 6)
    along = points @ np.array([[c, -s], [s, c]])
    plain, turned = (evaluate(b.graph(), p)[0] for b, p in ((ALL[1], along), (TURNED, points)))
    assert ALL[1].key == "bowl"
    assert turned == pytest.approx(plain)


def test_what_is_undefined_is_not_drawn() -> None:
    surface = parse(SURFACES["typed"], {"f": "log(x)"})
    field = field_of(surface.graph(), *surface.view(), 0.46, 21, 11)
    assert np.isnan(field.values[:, :11]).all()
    assert np.isfinite(field.values[:, 11:]).all()
    assert field.levels
    constant = parse(SURFACES["typed"], {"f": "3"})
    assert field_of(constant.graph(), *constant.view(), 0.46, 21, 11).levels == ()
