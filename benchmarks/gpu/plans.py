"""Which plan every convolution and product of the speedrun's network got, as the engine chose."""

from __future__ import annotations

import sys
from typing import cast

from benchmarks.gpu.ours import card
from benchmarks.gpu.report import PLAN
from benchmarks.gpu.saying import say
from engine.gpu.cuda import Cuda
from engine.gpu.learning import DeviceLearning
from engine.network.on_card import ON_CARD
from engine.schema import parse
from webapp.demos.cifar10 import Cifar10


def main() -> int:
    """Open the course as a run would, which chooses, and read what was chosen."""
    course = parse(Cifar10, ON_CARD["speedrun"].to_query()).open(card())
    learning = cast(DeviceLearning, course.learner)
    found = cast(Cuda, learning.gang.runs.machine).plans()
    tell(found)
    course.close()
    return 0


def tell(found: list[tuple[str, str]]) -> None:
    """A row for each; none is chosen where cuDNN does no convolution, which is no fault."""
    for name, plan in found:
        say(**{f"{PLAN}{name}": plan})
    some = f"{len(found)} operations of the preset speedrun"
    say(plans=some if found else "none: without cuDNN convolutions are products of matrices")


if __name__ == "__main__":
    sys.exit(main())
