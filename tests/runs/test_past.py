"""What a state file says of its own past."""

from __future__ import annotations

import numpy as np

from engine.events import Metrics
from webapp.trainer.meter import Meter
from webapp.trainer.past import past_events


def curve(points: int) -> np.ndarray:
    return np.stack([np.arange(1, points + 1), np.linspace(2, 1, points)], axis=1)


def test_curves_of_every_step_come_as_rows_and_the_others_as_points() -> None:
    arrays = {"curve/loss": curve(5000), "curve/accuracy": curve(5000), "curve/val.loss": curve(3)}
    first, *rest = past_events(arrays, ("loss", "accuracy"))
    assert isinstance(first, Metrics)
    assert first.rows is not None
    assert len(first.rows["step"]) == len(first.rows["loss"]) == 1000
    assert first.rows["step"][0] == 1
    assert first.step == first.rows["step"][-1]
    assert [event.step for event in rest] == [1, 2, 3]  # type: ignore[attr-defined]


def test_weights_alone_have_no_past() -> None:
    assert past_events({"weights/0.W": np.ones((2, 2))}, ("loss",)) == []


def test_an_evaluation_of_older_weights_keeps_its_step() -> None:
    meter = Meter(("loss",))
    for step in range(5, 9):
        meter.add(Metrics(step, {"loss": 1.0 / step}))
    meter.add(Metrics(2, {"val.loss": 0.25}))
    late, newest = meter.events(1.0, 2.0, 10_000)
    assert (late.step, dict(late.values)) == (2, {"val.loss": 0.25})
    assert newest.step == 8
    assert "val.loss" not in newest.values
    meter.clear()
    assert not meter
