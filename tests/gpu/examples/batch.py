from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.gpu.twins.batch import AUGMENT
from tests.gpu.examples import Case, example

MEAN = np.array([125.3, 122.9, 113.8], np.float32)
DEVIATION = np.array([63.0, 62.1, 66.7], np.float32)


@example("select_batch")
def selections(rng: np.random.Generator) -> Iterator[Case]:
    """Batches across the end of an epoch, from sets smaller than a batch, at late steps."""
    for runs, n, height, width, channels in ((1, 1, 5, 4, 1), (3, 7, 6, 5, 3), (2, 24, 9, 8, 2)):
        size = 23
        order = [[rng.permutation(size) for _ in range(2)] for _ in range(runs)]
        asked = np.array([[2, 1, 3], [0, 1, 0], [3, 0, 4]], np.int32)[:runs]
        yield (
            runs * n,
            {
                "images": rng.integers(0, 256, (size, height, width, channels), np.uint8),
                "labels": rng.integers(0, 10, size, np.int32),
                "order": (2 * np.array(order) + rng.integers(0, 2, (runs, 2, 1))).astype(np.int32),
                "augment": asked,
                "seed": np.array([7, 2**63 + 5, 0], np.uint64)[:runs],
                "start": np.array([3, 0, 46], np.uint64)[:runs],
                "clock": np.array([3, 2**33 + 3, 1], np.uint64)[:runs],
                "mean": MEAN[:channels],
                "deviation": DEVIATION[:channels],
                "x": np.empty((runs, n, height, width, channels), np.float32),
                "target": np.empty((runs, n), np.int32),
                "n": n,
                "epoch": size,
                "height": height,
                "width": width,
                "channels": channels,
                "purpose": AUGMENT,
            },
        )


@example("show_images")
def shown(rng: np.random.Generator) -> Iterator[Case]:
    for view in ([0, 0, 0], [-1, 1, 0], [2, -2, 1]):
        yield (
            10,
            {
                "images": rng.integers(0, 256, (9, 5, 4, 3), np.uint8),
                "picked": rng.integers(0, 9, (2, 5), np.int32),
                "view": np.array(view, np.int32),
                "mean": MEAN,
                "deviation": DEVIATION,
                "x": np.empty((2, 5, 5, 4, 3), np.float32),
                "height": 5,
                "width": 4,
                "channels": 3,
            },
        )
