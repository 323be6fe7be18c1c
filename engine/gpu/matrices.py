"""Filters that move as whole matrices: Muon on a device, see engine/rules/muon.py."""

from __future__ import annotations

import math

from engine.gpu.buffers import View
from engine.gpu.parameters import Parameters
from engine.gpu.pieces import Pieces
from engine.gpu.products import multiply
from engine.gpu.recorder import Recorder
from engine.rules.muon import Muon
from engine.rules.orthogonal import TINY, A, B, C


class Matrices:
    """Writes down how each matrix moves, given the momentum `step` (R, P) of all weights."""

    def __init__(
        self, recorder: Recorder, parameters: Parameters, pieces: Pieces, step: View
    ) -> None:
        self.recorder, self.parameters, self.step = recorder, parameters, step
        self.arrays, runs = pieces.arrays, step.runs
        sums = pieces.sums(recorder, step, parameters.masters, apart=False)
        self.norm = recorder.make("norm", (runs, self.arrays, 2), "float")
        recorder.run(
            "muon_norms",
            runs * self.arrays,
            sums=sums,
            pieces=pieces.table,
            norm=self.norm,
            arrays=self.arrays,
            count=pieces.table.shape[0],
        )

    def move(self, rule: Muon, now: View) -> None:
        """W <- W sqrt(F) / ||W|| - lr orthogonal(step), for every bank of filters W (M, F).

        Banks of the same sides are multiplied at once.
        """
        alike: dict[tuple[int, int], list[int]] = {}
        for array, place in enumerate(self.parameters.layout.weights):
            if place.group == "matrices":
                alike.setdefault(place.matrix, []).append(array)
        for sides, arrays in alike.items():
            x = self.recorder.make("x", (self.step.runs, len(arrays), *sides))
            for k, array in enumerate(arrays):
                self._begin(array, _one(x, k))
            shape, x = x.shape, x.reshape(x.shape[0] * x.shape[1], *sides)
            for _ in range(rule.rounds):
                x = self._round(x)
            for k, array in enumerate(arrays):
                self._end(array, _one(x.reshape(*shape), k), now)

    def _begin(self, array: int, x: View) -> None:
        place = self.parameters.layout.weights[array]
        step = self.step.part(place.begin, place.matrix)
        self.recorder.run("muon_begin", x.size, step=step, x=x, **self._sides(step, x, array))

    def _round(self, x: View) -> View:
        """X <- A X + (B G + C G^2) X, G = X X^T, or the same from the right where X is tall."""
        runs, rows, columns = x.shape
        tall, side = rows > columns, min(rows, columns)
        gram, square = (self.recorder.make(n, (runs, side, side)) for n in ("gram", "square"))
        multiply(self.recorder, x, x, gram, turn="a" if tall else "b")
        multiply(self.recorder, gram, gram, square)
        numbers = {"a": A, "b": B, "c": C, "side": side, "n": square.size}
        self.recorder.run("muon_round", square.size, gram=gram, square=square, **numbers)
        result = self.recorder.make("x", x.shape)
        multiply(self.recorder, *((x, square) if tall else (square, x)), result)
        return result

    def _end(self, array: int, x: View, now: View) -> None:
        place = self.parameters.layout.weights[array]
        w = self.parameters.masters.part(place.begin, place.matrix)
        self.recorder.run(
            "muon_end",
            x.size,
            w=w,
            x=x,
            copy=self.parameters.weights.part(place.begin, place.matrix),
            now=now,
            groups=now.shape[1],
            numbers=now.shape[2],
            length=place.matrix[1] ** 0.5,
            **self._sides(w, x, array),
        )

    def _sides(self, flat: View, x: View, array: int) -> dict[str, View | float]:
        return {
            "norm": self.norm,
            "runs": x.runs,
            "size": x.per_run,
            "stride": flat.stride,
            "apart": x.stride,
            "arrays": self.arrays,
            "array": array,
            "tiny": TINY,
        }


def _one(x: View, k: int) -> View:
    """Matrix k of every run, (R, M, F), of x (R, K, M, F)."""
    sides = x.shape[2:]
    return x.part(k * math.prod(sides), sides)
