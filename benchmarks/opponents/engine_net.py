"""Gradient Lab's engine: answers images a second for every line of seconds it reads.

Arguments: preset, shards, batch. The images are bytes; normalizing them is part of the step.
"""

import sys
import time

import numpy as np

from engine.losses import LOSSES
from engine.network import PRESETS, Network
from engine.penalties import PENALTIES
from engine.rules import RULES
from engine.training import Learner, Recipe

preset, shards, batch = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
recipe = Recipe(LOSSES["softmax"](), RULES["adam"](), PENALTIES["l2"]())
learner = Learner(Network(PRESETS[preset].layers), recipe, shards=shards)
rng = np.random.default_rng(0)
x, y = rng.integers(0, 256, (batch, 32, 32, 3), dtype=np.uint8), rng.integers(0, 10, batch)
for t in range(1, 6):
    learner.step(x, y, t, 1e-3)
print("ready", flush=True)
t = 6
for line in sys.stdin:
    begin, count = time.perf_counter(), 0
    while time.perf_counter() - begin < float(line):
        learner.step(x, y, t, 1e-3)
        count, t = count + 1, t + 1
    print(count * batch / (time.perf_counter() - begin), flush=True)
learner.close()
