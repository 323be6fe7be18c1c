from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.gpu.operations import OPERATIONS
from engine.gpu.twins.rule_numbers import HYPERS, NOW
from engine.gpu.twins.rules import CHUNK
from tests.gpu.examples import Case, Make, example


@example("rule_numbers")
def numbers(rng: np.random.Generator) -> Iterator[Case]:
    for runs, groups, corrected in ((1, 1, 0), (3, 3, 1), (100, 3, 1)):
        hyper = rng.random((runs, groups, len(HYPERS))).astype(np.float32)
        hyper[:, -1, :2] = 1, 0.999
        yield (
            runs * groups,
            {
                "hyper": hyper,
                "rates": rng.random((runs, 9)).astype(np.float32),
                "clock": rng.integers(1, 15, runs).astype(np.uint64),
                "now": np.empty((runs, groups, len(NOW)), np.float32),
                "runs": runs,
                "groups": groups,
                "total": 9,
                "corrected": corrected,
            },
        )


def cases(slots: list[str]) -> Make:
    def made(rng: np.random.Generator) -> Iterator[Case]:
        for runs, ends in ((1, [1]), (2, [0, 40, 40, 301]), (2, [4500, 4505, 4509])):
            shape, parts = (runs, ends[-1]), -(-ends[-1] // CHUNK)
            now = 0.1 + 0.8 * rng.random((runs, len(ends), len(NOW)))
            now[:, -1, -2:] = 0  # no penalty
            now[:, 0, NOW.index("take2")] = 0  # no matrices
            memory = {s: rng.random(shape).astype(np.float32) for s in slots}
            w, g = (rng.normal(size=shape).astype(np.float32) for _ in range(2))
            w[:, ::5] = 0
            yield (
                runs * parts,
                {
                    "w": w,
                    "g": g,
                    **memory,
                    "copy": np.empty(shape, np.float32),
                    "costs": np.empty((runs, parts), np.float32),
                    "now": now.astype(np.float32),
                    "ends": np.array(ends, np.int32),
                    "size": ends[-1],
                    "stride": ends[-1],
                    "groups": len(ends),
                    "scale": 0.5,
                },
            )

    return made


for _name in ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta", "adam", "muon"):
    _parameters = OPERATIONS[f"rule_{_name}"].parameters
    _slots = [p.name for p in _parameters if p.writes and p.name not in ("w", "copy", "costs")]
    example(f"rule_{_name}")(cases(_slots))
