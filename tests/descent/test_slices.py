"""The slice through the loss of a real network: made anew, interpolated, raced on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.data import open_set, unpack_sample
from engine.expressions import evaluate
from engine.race import RACERS, race
from engine.slices import Spline, network_slice
from engine.slices.making import grid_of, loss_at, plane_of, train
from engine.surfaces import SURFACES


def wavy(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.sin(x) * np.cos(0.7 * y) + 0.1 * x * y


def spline_of(columns: int, rows: int) -> Spline:
    x, y = np.linspace(-2, 3, columns), np.linspace(-1, 2, rows)
    return Spline((-2.0, 3.0), (-1.0, 2.0), wavy(x, y[:, None]))


def test_a_spline_passes_through_every_value() -> None:
    spline = spline_of(23, 17)
    x, y = np.meshgrid(np.linspace(-2, 3, 23), np.linspace(-1, 2, 17))
    # the last place may lie a rounding beyond the edge
    near = 1 - 1e-12
    x, y = 0.5 + (x - 0.5) * near, 0.5 + (y - 0.5) * near
    assert np.abs(spline.value(x, y) - spline.values).max() < 1e-9


def test_a_spline_nears_the_function_with_the_fourth_power_inside() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.uniform(-0.5, 1.5, 300), rng.uniform(0, 1, 300)
    coarse, fine = (np.abs(spline_of(n, n).value(x, y) - wavy(x, y)).max() for n in (31, 61))
    assert coarse / fine > 12
    assert fine < 1e-6


def test_its_gradient_is_that_of_the_spline_also_across_cells() -> None:
    spline, h = spline_of(12, 9), 1e-6
    rng = np.random.default_rng(1)
    x, y = rng.uniform(-1.9, 2.9, 300), rng.uniform(-0.9, 1.9, 300)
    along_x = (spline.value(x + h, y) - spline.value(x - h, y)) / (2 * h)
    along_y = (spline.value(x, y + h) - spline.value(x, y - h)) / (2 * h)
    assert np.abs(spline.slope_x(x, y) - along_x).max() < 1e-8
    assert np.abs(spline.slope_y(x, y) - along_y).max() < 1e-8
    edge = -2 + 5 / 11 * np.arange(1, 11)  # where cells meet both sides have one slope
    before, after = (spline.slope_x(edge + s, np.full(10, 0.3)) for s in (-1e-9, 1e-9))
    assert np.abs(before - after).max() < 1e-7


def test_outside_there_is_no_value() -> None:
    spline = spline_of(12, 9)
    places = np.array([-2.01, 3.01, 0.0, 0.0, np.nan]), np.array([0.0, 0.0, -1.01, 2.01, 0.0])
    for f in (spline.value, spline.slope_x, spline.slope_y):
        assert np.isnan(f(*places)).all()


def test_the_file_is_what_the_engine_computes(tmp_path: Path) -> None:
    """Trained again, cut again, and the loss computed at a few of its places."""
    unpack_sample(tmp_path)
    data = open_set("sample", tmp_path)
    plane, told = plane_of(train(data)), network_slice()
    assert plane.path == pytest.approx(told.path, abs=1e-4)
    assert plane.shares == pytest.approx(told.shares, abs=1e-4)
    assert sum(told.shares) > 0.95
    assert np.abs(plane.directions @ plane.directions.T - np.eye(2)).max() < 1e-12
    x, y = grid_of(plane.path)
    loss = loss_at(data)
    for j, i in ((0, 0), (20, 40), (31, 7), (12, 66), (40, 80)):
        place = plane.middle + x[i] * plane.directions[0] + y[j] * plane.directions[1]
        assert loss(place) == pytest.approx(told.spline.values[j, i], abs=1e-4)
    end = told.spline.value(*np.zeros((2, 1)))
    assert end == pytest.approx(loss(plane.middle), abs=2e-3)
    assert told.parameters == 154_160


def test_rules_go_down_on_it_and_end_at_its_edge() -> None:
    surface = SURFACES["network"]()
    rows = [(RACERS["sgd"]().made(), 0.5), (RACERS["adam"]().made(), 0.1)]
    run = race(surface.graph(), [*rows, (RACERS["sgd"]().made(), 1e4)], (surface.x, surface.y), 200)
    assert run.values[0, 0] > 1.5
    assert run.values[-1, :2].max() < 0.2
    end = run.ends[2]
    assert end is not None
    assert end.kind == "outside"
    assert run.ends[:2] == (None, None)


def test_the_start_is_where_the_network_began() -> None:
    surface = SURFACES["network"]()
    path = surface.path()
    assert path is not None
    assert np.hypot(*(path[0] - (surface.x, surface.y))) < 0.05
    values, _ = evaluate(surface.graph(), path[1:])
    assert values[0] > 10 * values[-1]
