"""Which plan every convolution and product of the speedrun's network got, as the engine chose."""

from __future__ import annotations

import sys
from typing import cast

from benchmarks.gpu.ours import card
from benchmarks.gpu.report import PLAN
from benchmarks.gpu.saying import cannot, say
from engine.gpu.cuda import Cuda
from engine.gpu.learning import DeviceLearning
from engine.network.on_card import ON_CARD
from engine.schema import parse
from webapp.demos.cifar10 import Cifar10


def main() -> int:
    """Open the course as a run would, which chooses, and read what was chosen."""
    course = parse(Cifar10, ON_CARD["speedrun"].to_query()).open(card())
    learning = cast(DeviceLearning, course.learner)
    found = cast(Cuda, learning.runs.machine).plans()
    if not found:
        return cannot("the engine told no plans")
    for name, plan in found:
        say(**{f"{PLAN}{name}": plan})
    say(plans=f"{len(found)} operations of the preset speedrun")
    course.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
