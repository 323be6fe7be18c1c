"""Which plan every convolution and product of the speedrun's network got, as the engine chose."""

from __future__ import annotations

import sys

from benchmarks.gpu.report import PLAN
from benchmarks.gpu.saying import cannot, say
from engine.backend import GPU
from engine.network import PRESETS
from engine.schema import parse
from webapp.demos.cifar10 import Cifar10


def main() -> int:
    """Open the course as a run would, which chooses, and read what was chosen."""
    key = "speedrun" if "speedrun" in PRESETS else "vggnorm"
    course = parse(Cifar10, PRESETS[key].to_query()).open(GPU)
    found = course.learner.machine.plans()
    if not found:
        return cannot("the engine told no plans")
    for name, plan in found:
        say(**{f"{PLAN}{name}": plan})
    say(plans=f"{len(found)} operations of the preset {key}")
    course.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
