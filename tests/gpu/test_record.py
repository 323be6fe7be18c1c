"""The preset of the 94 % record, at the settings a card gets: the same course as on a processor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

import engine.gpu.gangs
from engine.backend import CPU, Device
from engine.course import Course
from engine.course.settings import open_data
from engine.events import Done, Metrics
from engine.gpu.machine import Opener
from engine.gpu.processor import Processor
from engine.network.on_card import ON_CARD
from engine.schema import parse
from webapp.demos.cifar10 import Cifar10

RECORD = ON_CARD["speedrun"]
IMAGES, BATCH, EPOCHS = 130, 50, 3
EXACT = ("lr", "epoch", "accuracy")
NARROW = {name: "4" for name in RECORD.to_query() if name.endswith(".filters")}


@pytest.fixture
def courses(sample: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Course]]:
    """The record but for its widths and counts on a processor, and on NumPy as a card.

    The third and the last batch begin in one epoch and end in the next, mirrored by turns there.
    """
    few = open_data("sample")
    train, test = {"train_x": few.train_x[:IMAGES]}, {"test_x": few.test_x[:30]}
    few = replace(few, **train, **test, train_y=few.train_y[:IMAGES], test_y=few.test_y[:30])
    monkeypatch.setattr("engine.course.course.open_data", lambda name: few)
    monkeypatch.setattr(engine.gpu.gangs, "opener_of", lambda device: Opener(Processor))
    counts = {"data": "sample", "batch": str(BATCH), "epochs": str(EPOCHS), "shards": "1"}
    demo = parse(Cifar10, RECORD.to_query() | NARROW | counts)
    made = [Course(demo, device) for device in (CPU, Device("gpu", "NumPy as a card"))]
    yield made
    for course in made:
        course.close()


def told(course: Course) -> list[dict[str, float]]:
    """All metrics until the course is over."""
    over, said = False, list[dict[str, float]]()
    while not over:
        events = course.advance()
        over = any(isinstance(event, Done) for event in events)
        said += [dict(event.values) for event in events if isinstance(event, Metrics)]
    return said


def test_a_card_learns_the_record_as_a_processor_does(courses: list[Course]) -> None:
    """Whitened, shifted, mirrored by turns, smoothed, moved by Muon, judged by six views."""
    demo = courses[0].demo
    assert (demo.shift, demo.alternate, demo.views, demo.hold_out) == (2, True, "6", False)
    here, there = (told(course) for course in courses)
    steps = [[said for said in side if "lr" in said] for side in (here, there)]
    assert len(steps[0]) == len(steps[1]) == -(-EPOCHS * IMAGES // BATCH)
    for one, other in zip(*steps, strict=True):
        assert [one[name] for name in EXACT] == [other[name] for name in EXACT]
        assert other["loss"] == pytest.approx(one["loss"], rel=1e-5)
    tests = [
        [said["test.accuracy"] for said in side if "test.accuracy" in said]
        for side in (here, there)
    ]
    assert tests[0][-1] == tests[1][-1]
    for one, other in zip(*(course.learner.copies() for course in courses), strict=True):
        assert np.linalg.norm(other - one) < 1e-4 * np.linalg.norm(one)


def test_its_rates_are_the_records(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of airbench94_muon, whose loss is a sum over 2,000 images and whose scores are
    divided by 256, as weights are here: lr of filters, of biases, of the last layer.
    """
    monkeypatch.setenv("DEVICE", "gpu")  # which may be so wide
    demo = parse(Cifar10, RECORD.to_query())
    assert demo.lr == 0.24
    biases, last = (
        demo.rule.hyper(demo.lr, group)["rest"] * demo.lr for group in ("biases", "weights")
    )
    assert biases == pytest.approx(0.053 * 2000, rel=1e-3)
    assert last == pytest.approx(0.67 * 2000 / 256**2, rel=5e-3)
