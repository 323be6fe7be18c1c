"""Which plan every convolution of the recipe got on this card, as the engine chose."""

from __future__ import annotations

import os
import sys
import tempfile

import numpy as np

from benchmarks.gpu.ours import RECORD, card, record
from benchmarks.gpu.report import PLAN
from benchmarks.gpu.saying import cannot, say
from engine.course.settings import network_of, recipe_of
from engine.gpu.machine import opener_of
from engine.gpu.runs import Material, Runs
from engine.schema import parse
from webapp.demos.cifar10 import Cifar10


def main() -> int:
    """Make the step as a run would, which chooses, and read what was chosen."""
    with tempfile.TemporaryDirectory() as folder:  # nothing kept: all are timed anew
        os.environ["PLANS_DIR"] = folder
        opener, demo = opener_of(card()), parse(Cifar10, record() | {"data": "sample"})
        images = np.zeros((RECORD.batch, 32, 32, 3), np.uint8)
        material = Material(images, np.zeros(len(images)), np.arange(len(images)), len(images))
        made = Runs(network_of(demo), recipe_of(demo), material, opener, steps=1)
        found = made.machine.plans()
    if not found:
        return cannot("no operation chose a plan: cuDNN is not installed")
    for name, plan in found:
        say(**{f"{PLAN}{name}": plan})
    say(plans=f"{len(found)} operations of the recipe at batch {RECORD.batch}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
