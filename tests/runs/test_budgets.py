"""What a trainer may write and how fast it may go: meter, budget, pace."""

from __future__ import annotations

import math

import pytest

from engine.events import Metrics, to_wire
from tests.fake_demos import FakeDemo
from webapp.runs.frames import weight
from webapp.trainer.budget import Budget, share_at
from webapp.trainer.meter import Meter
from webapp.trainer.pace import Pace


def filled(count: int) -> Meter:
    meter = Meter(("loss", "accuracy"))
    for step in range(1, count + 1):
        meter.add(Metrics(step, {"loss": 1 / step, "lr": 0.1}))
    return meter


def test_one_step_needs_no_rows() -> None:
    event = filled(1).peek(12.5, 0.25, room=1000)
    assert event == Metrics(1, {"loss": 1.0, "lr": 0.1}, 12.5, 0.25)


def test_rows_hold_every_step() -> None:
    event = filled(5).peek(0.0, 0.0, room=1000)
    assert event.rows is not None
    assert event.rows["step"] == [1, 2, 3, 4, 5]
    assert event.rows["loss"] == pytest.approx([1 / n for n in range(1, 6)], rel=1e-8)
    assert event.values == {"loss": 0.2, "lr": 0.1}


def test_values_and_rows_have_the_same_digits() -> None:
    meter = Meter(("loss", "bytes"))
    meter.add(Metrics(1, {"loss": 1 / 3, "bytes": 12_345_678_901}))
    alone = meter.peek(0.0, 0.0, room=1000).values
    assert alone == {"loss": 0.333333333, "bytes": 12_345_678_901}
    meter.add(Metrics(2, {"loss": 2.0, "bytes": 1}))
    rows = meter.peek(0.0, 0.0, room=1000).rows
    assert rows is not None
    assert {name: rows[name][0] for name in alone} == alone


def test_a_value_of_few_steps_is_null_in_the_others() -> None:
    meter = filled(3)
    meter.add(Metrics(2, {"accuracy": 0.5}))
    event = meter.peek(0.0, 0.0, room=1000)
    assert event.values["accuracy"] == 0.5
    rows = to_wire(event)["rows"]
    assert rows["accuracy"] == [None, 0.5, None]
    assert list(rows) == ["step", "loss", "accuracy"]


def test_what_is_measured_now_and_then_keeps_its_step() -> None:
    meter = filled(2)
    meter.add(Metrics(2, {"test.accuracy": 0.25}))
    (event,) = meter.events(1.0, 0.5, room=1000)
    assert (event.step, event.values["test.accuracy"]) == (2, 0.25)
    meter.add(Metrics(3, {"loss": 1 / 3}))
    meter.add(Metrics(1, {"test.accuracy": 0.125}))
    meter.add(Metrics(4, {"loss": 0.25}))
    meter.add(Metrics(4, {"test.accuracy": 0.75}))
    said = meter.events(1.0, 0.5, room=1000)
    assert [event.step for event in said] == [1, 2, 4]
    assert [event.values["test.accuracy"] for event in said] == [0.125, 0.25, 0.75]
    assert said[0] == Metrics(1, {"test.accuracy": 0.125}, 1.0, 0.5)
    meter.clear()
    meter.add(Metrics(4, {"test.accuracy": 0.5}))
    assert meter.events(2.0, 0.5, room=0) == [Metrics(4, {"test.accuracy": 0.5}, 2.0, 0.5)]
    meter.clear()
    assert not meter


@pytest.mark.parametrize("room", [5000, 1500, 600, 400, 0])
def test_rows_are_thinned_to_the_room(room: int) -> None:
    event = filled(200).peek(1e9, 1.0, room=room)
    assert weight(event) <= max(room, 300)
    if event.rows is not None:
        assert event.rows["step"][0] == 1
        assert event.rows["step"][-1] == event.step == 200
        assert not any(math.isnan(loss) for loss in event.rows["loss"])


def test_a_budget_fills_at_its_rate_and_may_be_overdrawn() -> None:
    budget = Budget(rate=100, most=50, at=0.0)
    assert budget.refill(10.0) == 50
    budget.spend(80)
    assert budget.refill(10.1) == pytest.approx(-20)
    assert budget.refill(10.4) == pytest.approx(10)
    assert budget.refill(10.5, share=0.5) == pytest.approx(15)


def test_a_long_log_grows_more_slowly() -> None:
    assert share_at(0) == share_at(8_000_000) == 1.0
    assert share_at(16_000_000) == pytest.approx(0.25)


def test_a_pace_is_kept_and_not_caught_up_with() -> None:
    pace = Pace(FakeDemo(speed="5"))
    assert pace.due() == 0.0
    pace.stepped(10.0)
    assert pace.due() == pytest.approx(10.0)
    pace.stepped(10.01)
    assert pace.due() == pytest.approx(10.2)
    pace.stepped(15.0)
    assert pace.due() == pytest.approx(15.0)
    pace.follow(FakeDemo(speed="free"))
    pace.stepped(16.0)
    assert pace.due() == 0.0
