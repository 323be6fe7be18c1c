"""Layers are prepared once, before the first step, and never again; a test sees every view."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.backend import CPU
from engine.course import Course
from engine.events import Frame, Metrics
from engine.schema import parse
from webapp.demos.cifar10 import Cifar10

pytestmark = pytest.mark.usefixtures("sample")
SMALL = {"layers": "whiten;gelu;globalpool;dense", "batch": "16", "shards": "1", "epochs": "1"}


def opened(saved: Any = None, **changed: str) -> Course:
    return Course(parse(Cifar10, SMALL | changed), CPU, saved)


def stepped(course: Course, steps: int) -> dict[str, Any]:
    while course.step < steps:
        course.advance()
    return course.keyframe()


def test_before_the_first_step_and_not_again() -> None:
    whole = opened()
    at_0 = whole.state()
    drawn = at_0[0]["norm/0.W"]
    try:
        first = stepped(whole, 1)["norm/0.W"]
        at_3 = whole.state()
        wanted = stepped(whole, 5)
    finally:
        whole.close()
    assert not np.array_equal(drawn, first)
    assert np.array_equal(first, wanted["norm/0.W"])
    for saved in (at_0, at_3):  # a run that was paused before it began is prepared all the same
        again = opened(saved)
        try:
            assert all(np.array_equal(a, wanted[n]) for n, a in stepped(again, 5).items())
        finally:
            again.close()


def test_no_picture_of_filters_that_nothing_was_prepared_with() -> None:
    for layers, seen in ((SMALL["layers"], False), ("conv;globalpool;dense", True)):
        course = opened(layers=layers)
        try:
            assert bool(course.keyframe()) == seen
            assert stepped(course, 1)
        finally:
            course.close()


def test_a_network_taken_over_keeps_what_it_was_prepared_with() -> None:
    whole = opened()
    try:
        kept = stepped(whole, 2)
    finally:
        whole.close()
    again = opened((kept, {"kind": "weights"}), data="sample", seed="4")
    try:
        assert np.array_equal(stepped(again, 1)["norm/0.W"], kept["norm/0.W"])
    finally:
        again.close()


@pytest.mark.parametrize("views", ["1", "6"])
def test_the_test_at_the_end_judges_every_image_once(views: str) -> None:
    course = opened(views=views)
    try:
        course.order.seen = len(course.order.indices)
        said = []
        while course.judge.current is not None or not course.judge.closing:
            said += course.advance()
    finally:
        course.close()
    accuracy = next(e for e in said if isinstance(e, Metrics)).values["test.accuracy"]
    confusion = next(e for e in said if isinstance(e, Frame) and e.name == "confusion").data
    assert confusion["of"] == len(course.images.test_x)
    assert accuracy == confusion["right"] / confusion["of"]
