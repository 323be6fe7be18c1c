"""Test accuracy for training time: the ConvNet and the linear classifier, sample and whole set.

`python -m benchmarks.course [sample|70|80|85|speedrun|templates|templates-sample ...]` trains in
this process, as a trainer does, and writes when each threshold was passed. Seconds count training
and evaluation together. 70, 80 and 85 train on the whole CIFAR-10 for as many epochs as reach so
many percent of the whole test set with room to spare; they may take 2, 6 and 15 minutes on two
cores. The speedrun has to reach 85 percent within 10 minutes.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy: shards use the cores

from benchmarks.results import record
from engine.backend import CPU
from engine.course import Course
from engine.course.evaluation import VALIDATIONS_PER_TEST
from engine.events import Done, Event, Metrics
from engine.network import PRESETS
from engine.schema import parse
from webapp.demos.cifar10 import Cifar10
from webapp.demos.templates import Templates

WHOLE = {"data": "cifar10"}
# Batch normalization learns most in a second here: three epochs give what the same net without
# it needs eight for.
QUICK = PRESETS["vggnorm"].to_query() | WHOLE
LINEAR = (0.38, 0.39, 0.40, 0.41)  # linear models on raw pixels end between 38 and 41 %


@dataclass(frozen=True)
class Task:
    """Demo, parameters, thresholds of test accuracy, and the seconds it may take.

    Not `on_the_way`, what counts is the test at the end: thresholds are passed there or not at all.
    """

    demo: type[Cifar10 | Templates]
    params: Mapping[str, str]
    thresholds: tuple[float, ...]
    most: float
    section: str = "Accuracy for time"
    on_the_way: bool = True


TASKS = {
    "sample": Task(Cifar10, {}, (0.50, 0.55, 0.60), 90.0),
    "70": Task(Cifar10, QUICK | {"epochs": "2"}, (0.50, 0.60, 0.65, 0.70), 120.0),
    "80": Task(Cifar10, QUICK | {"epochs": "4"}, (0.70, 0.75, 0.80), 360.0),
    "85": Task(Cifar10, QUICK | {"epochs": "10"}, (0.70, 0.75, 0.80, 0.85), 900.0),
    # Its clock takes in whitening, augmentation, training, validation and the 6-view test.
    "speedrun": Task(
        Cifar10, PRESETS["speedrun"].to_query(), (0.80, 0.85, 0.87), 600.0, "Speedrun", False
    ),
    "templates": Task(Templates, WHOLE, LINEAR, 60.0, "Linear classifier"),
    "templates-sample": Task(Templates, {}, LINEAR, 60.0, "Linear classifier"),
}


def passed(name: str) -> dict[str, str]:
    """Train and tell at how many seconds each threshold of whole-test-set accuracy was passed."""
    task = TASKS[name]
    course = parse(task.demo, task.params).open(CPU)
    if task.on_the_way:
        course.judge.passes = VALIDATIONS_PER_TEST  # a test comes first: thresholds are about it
    began, found, over = time.perf_counter(), dict[str, str](), False
    worked = _worked()
    while not over and time.perf_counter() - began < task.most:
        events = course.advance()
        over = any(isinstance(event, Done) for event in events)
        for accuracy in tested(events):
            at = time.perf_counter() - began
            for threshold in task.thresholds:
                if accuracy >= threshold:
                    found.setdefault(f"{name}: {threshold:.0%} after", f"{at:.0f} s")
            found[f"{name}: last"] = f"{accuracy:.1%} at {at:.0f} s, step {course.step}"
    # The last test of all is of the final weights; a course cut short says so by its step.
    found[f"{name}: at the end"] = f"{whole(course):.1%} after {time.perf_counter() - began:.0f} s"
    course.close()
    found[f"{name}: processor time"] = f"{_worked() - worked:.0f} s"
    return found


def _worked() -> float:
    """Seconds of processor time, of this process and of the shards that have ended."""
    return sum(os.times()[:4])


def whole(course: Course) -> float:
    """Accuracy of the weights as they are now on the whole test set."""
    right = course.learner.scores(course.images.test_x).argmax(axis=1) == course.images.test_y
    return float(right.mean())


def tested(events: list[Event]) -> list[float]:
    """The test accuracies among the events."""
    return [
        float(event.values["test.accuracy"])
        for event in events
        if isinstance(event, Metrics) and "test.accuracy" in event.values
    ]


def main() -> None:
    """Measure and record, a section after another."""
    asked = sys.argv[1:] or list(TASKS)
    for title in dict.fromkeys(TASKS[name].section for name in asked):
        figures: dict[str, str] = {}
        for name in asked:
            figures |= passed(name) if TASKS[name].section == title else {}
        record(title, figures)


if __name__ == "__main__":
    main()
