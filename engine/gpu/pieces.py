"""The flat weights cut into pieces that one block adds up, array by array."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.gpu.buffers import View
from engine.gpu.recorder import Recorder
from engine.network.layout import Layout

PIECE = 4096  # numbers of a block


@dataclass(frozen=True)
class Pieces:
    """`table` is kept on the device; the host fills it once with `cut`."""

    table: View
    arrays: int

    @classmethod
    def make(cls, recorder: Recorder, layout: Layout) -> Pieces:
        """For all weights of a network."""
        shape = cut(layout).shape
        return cls(recorder.make("pieces", shape, "int", held=True), len(layout.weights))

    def sums(self, recorder: Recorder, a: View, b: View, *, apart: bool) -> View:
        """Sums of squares (R, S, 2) of a, or of a - b, and of b, both (R, P), by piece."""
        runs, count = a.runs, self.table.shape[0]
        sums = recorder.make("sums", (runs, count, 2), "float")
        recorder.run(
            "square_pieces",
            runs * count,
            a=a,
            b=b,
            pieces=self.table,
            sums=sums,
            count=count,
            size=a.per_run,
            apart=int(apart),
        )
        return sums


def cut(layout: Layout) -> Array:
    """Begin, end and number of the array of every piece, (S, 3)."""
    rows = [
        (at, min(at + PIECE, place.end), array)
        for array, place in enumerate(layout.weights)
        for at in range(place.begin, place.end, PIECE)
    ]
    return np.array(rows, np.int32)
