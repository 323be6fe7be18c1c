"""Makes the trained network that ships: `python -m webapp.snapshot`.

It trains a preset on the whole CIFAR-10 and writes float16 weights, and the events of its
training, into `engine/data/snapshot`. The defaults take about fifteen minutes on two quiet cores.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy: shards use the cores

import numpy as np

from engine.backend import CPU, Array
from engine.course.course import Course
from engine.course.evaluation import Evaluation
from engine.course.judge import verdict
from engine.course.settings import open_data
from engine.data import sets_folder, unpack_sample
from engine.events import Done, Event, Frame, Metrics, Start, name_of
from engine.network import PRESETS
from engine.schema import parse, to_query
from engine.statefile import write_state
from webapp.demos.cifar10 import Cifar10
from webapp.runs.frames import encode
from webapp.runs.log import SHIPPED
from webapp.runs.shipped import SNAPSHOT

ROWS = 400  # points of the training curve that ship
SHOWN = "sample"  # looks at the snapshot use the images every installation has


def train(settings: Any) -> tuple[Course, list[Event]]:
    """Train to the end of the course; the session, still open, and all its events."""
    course, events, over = Course(settings, CPU), [], False
    while not over:
        said = course.advance()
        events += said
        over = any(name_of(event) == "done" for event in said)
        for event in said:
            if isinstance(event, Metrics) and "loss" not in event.values:
                print(event.step, dict(event.values), flush=True)
    return course, events


def shipped_events(course: Course, events: list[Event]) -> list[Event]:
    """The evaluations, a thinned training curve, and the worst mistakes among shared images."""
    steps = [e for e in events if isinstance(e, Metrics) and "loss" in e.values]
    thin = steps[:: max(1, len(steps) // ROWS)]
    rows = {name: [e.values[name] for e in thin] for name in ("loss", "accuracy")}
    rows = {"step": [float(e.step) for e in thin], **rows}
    curve = Metrics(steps[-1].step, steps[-1].values, rows=_short(rows))
    judged = [e for e in events if isinstance(e, Metrics) and "loss" not in e.values]
    matrix = [e for e in events if isinstance(e, Frame) and e.name == "confusion"]
    return [curve, *judged, matrix[-1], _worst(course, course.step)]


def _short(rows: dict[str, list[float]]) -> dict[str, list[float]]:
    return {name: [float(f"{value:.4g}") for value in values] for name, values in rows.items()}


def _worst(course: Course, step: int) -> Event:
    """The worst mistakes among the test images that every installation has."""
    images, judged = open_data(SHOWN), Evaluation("test", step)
    target = images.test_y.astype(np.int64)
    scores = course.learner.scores(images.test_x)
    judged.add(scores, target, course.learner.recipe.loss.per_example(scores, target))
    return verdict(judged)[-1]


def write(course: Course, events: list[Event], params: dict[str, str]) -> None:
    """The state file of kind weights, and the log of the run that made it."""
    SHIPPED.parent.mkdir(exist_ok=True)
    half: dict[str, Array] = {n: a.astype(np.float16) for n, a in course.keyframe().items()}
    meta = {
        "kind": "weights",
        "demo": "cifar10",
        "params": params,
        "step": course.step,
        "shards": course.demo.shards,
        "versions": {"numpy": np.__version__},
    }
    write_state(SNAPSHOT, half, meta)
    SHIPPED.write_bytes(encode(framed(events, params, course.step), 0))


def framed(events: list[Event], params: dict[str, str], step: int) -> list[Event]:
    """What the log of a whole run says around its measurements."""
    begin: list[Event] = [Start("pretrained", "cifar10", params, 0, 1, CPU.name)]
    return [*begin, *events, Frame("keyframe", step, {"kept": True}), Done("finished")]


def main(arguments: list[str]) -> None:
    """Train, say how good it became, and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--preset", default="vggnorm")
    parser.add_argument("--epochs", default="18")
    parser.add_argument("--cutout", default="0")
    asked = parser.parse_args(arguments)
    unpack_sample(sets_folder())  # before the long part: its images are looked at in the end
    preset = PRESETS[asked.preset].to_query()
    params = {**preset, "epochs": asked.epochs, "cutout": asked.cutout}
    course, events = train(parse(Cifar10, {**params, "data": "cifar10"}))
    write(course, shipped_events(course, events), to_query(parse(Cifar10, params)))
    right = course.learner.scores(course.images.test_x).argmax(axis=1) == course.images.test_y
    size = SNAPSHOT.stat().st_size / 1e6
    print(f"{right.mean():.2%} of the whole test set, {size:.2f} MB, step {course.step}")
    course.close()


if __name__ == "__main__":
    main(sys.argv[1:])
