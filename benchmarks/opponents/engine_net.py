"""Gradient Lab's engine: answers images a second for every line of seconds it reads.

Arguments: layers (JSON), batch, shards. The images are bytes; normalizing them is part of the
step. The line "memory" is answered with the megabytes that training takes, all processes.
"""

import sys
import time

import numpy as np

from benchmarks.memory import peak_mb, private_mb, resident_mb
from benchmarks.nets import built
from engine.losses import LOSSES
from engine.network import Limits, Network
from engine.penalties import PENALTIES
from engine.rules import RULES
from engine.training import Learner, Recipe

layers, batch, shards = built(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
rng = np.random.default_rng(0)
x, y = rng.integers(0, 256, (batch, 32, 32, 3), dtype=np.uint8), rng.integers(0, 10, batch)
before = resident_mb()
recipe = Recipe(LOSSES["softmax"](), RULES["adam"](), PENALTIES["l2"]())
limits = Limits(bytes=8_000_000_000, step_ms=60_000)
learner = Learner(Network(layers, limits=limits), recipe, shards=shards)
for t in range(1, 6):
    learner.step(x, y, t, 1e-3)
print("ready", flush=True)
t = 6
for line in sys.stdin:
    if line.strip() == "memory":
        print(peak_mb() - before + sum(map(private_mb, learner.team.pids)), flush=True)
        continue
    begin, count = time.perf_counter(), 0
    while time.perf_counter() - begin < float(line):
        learner.step(x, y, t, 1e-3)
        count, t = count + 1, t + 1
    print(count * batch / (time.perf_counter() - begin), flush=True)
learner.close()
