"""A course on a device is the course on a processor: the same images, steps and figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import engine.gpu.gangs
import engine.gpu.learning
from engine.backend import CPU, Device, OutOfDeviceMemory
from engine.course import Course
from engine.events import Done, Metrics
from engine.gpu.cuda import Cuda
from engine.gpu.machine import Opener
from engine.gpu.processor import Processor
from engine.network.presets import PRESETS
from engine.schema import parse
from tests.gpu.fake_cupy import FakeCupy
from webapp.demos.cifar10 import Cifar10

CARD = Device("gpu", "NumPy as a card")
FAKE = Device("gpu", "a card that is not there")
SMALL = {"data": "sample", "batch": "20", "epochs": "1", "seed": "3", "shards": "1"}
Make = Callable[..., Course]


@pytest.fixture
def courses(sample: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Courses that end with the test; a card is NumPy playing the recorded step."""
    monkeypatch.setattr(engine.gpu.gangs, "opener_of", lambda device: Opener(Processor))
    made: list[Course] = []

    def make(device: Device, saved: Any = None, **asked: str) -> Course:
        made.append(Course(parse(Cifar10, SMALL | asked), device, saved))
        return made[-1]

    yield make
    for course in made:
        course.close()


def learned(course: Course, steps: int) -> list[dict[str, float]]:
    """The figures of the next steps."""
    found: list[dict[str, float]] = []
    while len(found) < steps:
        found += [
            dict(e.values) for e in course.advance() if isinstance(e, Metrics) and "lr" in e.values
        ]
    return found


def asked_of(preset: str) -> dict[str, str]:
    small = {name: "4" for name in PRESETS[preset].to_query() if name.endswith(".filters")}
    return PRESETS[preset].to_query() | small | SMALL | {"shift": "2"}


@pytest.mark.parametrize("preset", PRESETS)
def test_the_figures_are_those_of_the_processor(courses: Make, preset: str) -> None:
    asked = asked_of(preset)
    here, there = (learned(courses(device, **asked), 4) for device in (CPU, CARD))
    for one, other in zip(here, there, strict=True):
        for name in ("loss", "total_loss", "accuracy", "lr", "epoch"):
            assert other[name] == pytest.approx(one[name], rel=2e-4), name
        ratios = [name for name in one if name.startswith("ratio.")]
        assert all(other[name] == pytest.approx(one[name], rel=5e-2, abs=1e-6) for name in ratios)


def test_a_captured_step_is_the_recorded_one(
    courses: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The step of a ConvNet as a card does it: every kernel, launched, captured and replayed."""
    asked = asked_of("vggnorm") | {"batch": "2", "cutout": "4"}
    here = learned(courses(CARD, **asked), 3)
    card = FakeCupy()
    opener = Opener(lambda recorder: Cuda(recorder, "float32", xp=card))
    monkeypatch.setattr(engine.gpu.gangs, "opener_of", lambda device: opener)
    there = learned(courses(FAKE, **asked), 3)
    assert card.calls.count("Graph.launch") == 3  # the first runs without, the fourth ahead
    for one, other in zip(here, there, strict=True):
        assert other["loss"] == pytest.approx(one["loss"], rel=1e-4)


def test_seven_steps_are_three_and_four(courses: Make) -> None:
    asked = asked_of("vggnorm")
    whole = courses(CARD, **asked)
    figures = learned(whole, 7)
    first = courses(CARD, **asked)
    learned(first, 3)
    arrays, meta = first.state()
    second = courses(CARD, ({n: a.copy() for n, a in arrays.items()}, dict(meta)), **asked)
    again = learned(second, 4)
    for one, other in zip(figures[3:], again, strict=True):
        assert {n: v for n, v in one.items() if timeless(n)} == {
            n: v for n, v in other.items() if timeless(n)
        }
    ours, theirs = whole.state()[0], second.state()[0]
    assert ours.keys() == theirs.keys()
    assert all(np.array_equal(ours[n], theirs[n]) for n in ours if not n.startswith("curve/"))


def timeless(name: str) -> bool:
    return not name.endswith(("_ms", "_per_s"))


def test_a_changed_rate_holds_from_the_next_step(courses: Make) -> None:
    here, there = courses(CPU), courses(CARD)
    for course in (here, there):
        learned(course, 2)
        course.change(parse(Cifar10, SMALL | {"lr": "0.01", "weight_decay": "0.01"}))
    for one, other in zip(learned(here, 3), learned(there, 3), strict=True):
        assert one["lr"] == other["lr"]
        assert other["total_loss"] == pytest.approx(one["total_loss"], rel=1e-3)


@pytest.mark.parametrize("batch", ["30", "7"])
def test_another_batch_is_another_step(courses: Make, batch: str) -> None:
    """The step is written down anew; images go on where they were, rates too."""
    here, there = courses(CPU), courses(CARD)
    for course in (here, there):
        learned(course, 3)
        course.change(parse(Cifar10, SMALL | {"batch": batch}))
    figures = [learned(course, 4) for course in (here, there)]
    arrays, meta = there.state()
    again = courses(CARD, ({n: a.copy() for n, a in arrays.items()}, dict(meta)), batch=batch)
    figures = [figures[0] + learned(here, 2), figures[1] + learned(again, 2)]
    for one, other in zip(*figures, strict=True):
        assert (one["lr"], one["epoch"]) == (other["lr"], other["epoch"])
        assert other["loss"] == pytest.approx(one["loss"], rel=1e-3)


def test_a_course_ends_with_a_verdict(courses: Make) -> None:
    course, over, said = courses(CARD, batch="500", layers="dense"), False, []
    while not over:
        for event in course.advance():
            over |= isinstance(event, Done)
            said += [event.values] if isinstance(event, Metrics) else []
    assert 0.1 < said[-1]["test.accuracy"] < 1


@pytest.mark.parametrize("device", [CPU, CARD], ids=lambda device: device.kind)
def test_a_course_that_holds_nothing_out_learns_from_all(courses: Make, device: Device) -> None:
    asked = {"batch": "100", "layers": "dense", "epochs": "5"}
    course, usual, over, said = courses(device, hold_out="0", **asked), courses(device), False, []
    course.judge.most = 500
    images = len(course.images.train_x)
    assert len(course.order.indices) == images
    assert len(usual.order.indices) == images - images // 10
    while not over:
        for event in course.advance():
            over |= isinstance(event, Done)
            said += [*event.values] if isinstance(event, Metrics) else []
    assert course.step == 5 * images // 100
    assert said.count("test.accuracy") > 1  # on the way, and at the end
    assert not any(name.startswith("val.") for name in said)


def test_the_last_test_has_its_views_whatever_was_tested_on_the_way(courses: Make) -> None:
    """Mirror images and shifts count although tests on the way see every image once."""
    asked = asked_of("vggnorm") | {"batch": "10", "views": "6"}
    here, there = courses(CPU, **asked), courses(CARD, **asked)
    numbers = np.arange(20)
    frozen = here.learner.copies()
    for views in (1, 6, 1):
        ours, theirs = (c.learner.test_scores(frozen, numbers, views) for c in (there, here))
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-4)


def test_what_tests_want_is_compiled_before_the_clock_starts(
    courses: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A course is opened before its clock starts; what it plays from then on is there."""
    card = FakeCupy()
    opener = Opener(lambda recorder: Cuda(recorder, "float32", xp=card))
    monkeypatch.setattr(engine.gpu.gangs, "opener_of", lambda device: opener)
    course = courses(FAKE, layers="dense", views="6", hold_out="0")
    opened = len(card.calls)
    learned(course, 1)
    for views in (1, 6):
        course.learner.test_scores(course.learner.copies(), np.arange(20), views)
    assert [call for call in card.calls[opened:] if call.startswith("compile")] == []


def test_a_picture_is_not_waited_for_longer_than_its_weights(
    courses: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the rule remembers, twice the weights of Adam, stays on the card."""
    card = FakeCupy()
    opener = Opener(lambda recorder: Cuda(recorder, "float32", xp=card))
    monkeypatch.setattr(engine.gpu.gangs, "opener_of", lambda device: opener)
    course = courses(FAKE, layers="dense", rule="adam", hold_out="0")
    card.calls.clear()
    arrays = course.keyframe()
    assert sorted(arrays) == ["weights/0.W", "weights/0.b"]
    assert card.calls.count("memcpy2DAsync") == 1


def test_a_card_too_small_for_the_tests_is_left(
    courses: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the tests find no room the course is not opened, and its seat is free again."""

    def full(*asked: object) -> None:
        raise OutOfDeviceMemory(2, 1)

    monkeypatch.setattr(engine.gpu.learning, "Examiner", full)
    with pytest.raises(OutOfDeviceMemory):
        courses(CARD)
    engine.gpu.gangs.forget_empty()
    assert engine.gpu.gangs._gangs == {}
