from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from engine.convolution import Geometry
from tests.gpu.examples import Case, example

CASES = (
    (Geometry(5, 6, 3, 1, 3, 1, 1), 2, 2),
    (Geometry(7, 5, 8, 1, 3, 2, 0), 3, 1),  # 8 channels: 16 bytes at a time
    (Geometry(6, 6, 16, 1, 5, 1, 2), 1, 2),
    (Geometry(9, 8, 4, 1, 2, 3, 1), 2, 3),  # pixels that no filter sees
    (Geometry(3, 3, 2, 1, 1, 1, 2), 1, 1),  # a frame wider than the filter
)


def moved(rng: np.random.Generator, given: str) -> Iterator[Case]:
    """Runs lie apart, by a gap that keeps or breaks the alignment."""
    for number, (g, images, runs) in enumerate(CASES):
        sizes = {"x": (g.h, g.w, g.c), "columns": (g.out_h, g.out_w, g.k, g.k, g.c)}
        apart = {name: images * math.prod(s) + (0, 8, 5)[number % 3] for name, s in sizes.items()}
        made = {
            name: rng.normal(size=runs * apart[name]).astype(np.float32)
            if name == given
            else np.empty(runs * apart[name], np.float32)
            for name in sizes
        }
        numbers = {"runs": runs, "images": images, "out_h": g.out_h, "out_w": g.out_w}
        numbers |= {f"apart_{name}": apart[name] for name in apart}
        numbers |= {name: getattr(g, name) for name in ("h", "w", "c", "k", "stride", "pad")}
        yield made["columns" if given == "x" else "x"].size, made | numbers


@example("im2col")
def forward(rng: np.random.Generator) -> Iterator[Case]:
    yield from moved(rng, "x")


@example("col2im")
def backward(rng: np.random.Generator) -> Iterator[Case]:
    yield from moved(rng, "columns")
