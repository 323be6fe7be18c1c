"""Kernels as a fast convolution needs them, transformed."""

from __future__ import annotations

from collections.abc import Callable

from engine.backend import Array
from engine.convolution.base import Geometry, Room
from engine.convolution.tiles import Step, even

TURNED = 2  # what U of the kernels turned round costs, in those of the others
PART = 1 << 17  # numbers of dU at a time: they stay in a core's own cache


class Kernels:
    """U = G W G^T (a, a, C, F) for y, and for dx the same of the kernels turned round, F to C.

    They depend on the weights alone. Where several micro-batches use them, shards share the work
    and U is `ready` before a pass; else, as in the very first one, it is made when it is used.
    """

    def __init__(self, g: Geometry, G: Array, room: Room) -> None:
        a = len(G)
        self.room, self.xp = room, room.xp
        self.G, self.turned = G, room.xp.ascontiguousarray(G[:, ::-1])
        self.shapes = (a * a, g.c, g.f), (a * a, g.f, g.c)
        self.W: Array = None
        kept, size = room.derived.get("W"), a * a * g.c * g.f
        both = () if kept is None else (kept[:size], kept[size : 2 * size])
        self.kept = [U.reshape(shape) for U, shape in zip(both, self.shapes, strict=bool(both))]

    def forward(self, W: Array) -> Array:
        """What the transformed inputs are multiplied by."""
        self.W = W
        return self._ready(0, self._forward, training=False)

    def backward(self) -> Array:
        """What the transformed gradient of the outputs is multiplied by."""
        return self._ready(1, self._backward, training=True)

    def _ready(self, which: int, make: Callable[[Array], None], *, training: bool) -> Array:
        kept = self.kept[which] if self.kept else None
        if kept is not None and self.room.ready:
            return kept
        if kept is not None:
            cost = (TURNED if which else 1) * kept.size
            self.room.derives(lambda: make(kept), cost, training=training)
        U = self.room.scratch("U", self.shapes[which])
        make(U)
        return U

    def adding(self, N: Array, E: Array, *, first: bool) -> list[Step]:
        """What adds N^T E (a^2, C, F) to dU; where it is the `first`, what writes it.

        Some rows of places at a time: each is made smaller, (a, C F) to (K, C F), while it is near.
        """
        xp, (a, k) = self.xp, self.G.shape
        c, f = N.shape[-1], E.shape[-1]
        Nt, E = N.swapaxes(1, 2).reshape(a, a, c, -1), E.reshape(a, a, -1, f)
        total = self.room.scratch("half dU", (a, k, c * f))
        steps: list[Step] = []
        for rows in even(a, PART // (a * c * f)):
            shape = rows.stop - rows.start, a, c, f
            dU, half = self.room.scratch("dU", shape), total[rows]
            more = half if first else self.room.scratch("more of dU", half.shape)
            steps.append((xp.matmul, Nt[rows], E[rows], dU))
            steps.append((xp.matmul, self.turned.T, dU.reshape(*shape[:2], c * f), more))
            if not first:
                steps.append((xp.add, half, more, half))
        return steps

    def gradient(self, dW: Array) -> None:
        """Write dW = G^T dU G of the dU added up, that of the kernels turned round."""
        a, k = self.G.shape
        half = self.room.scratch("half dU", (a, dW.size // k))
        self.xp.matmul(self.turned.T, half, out=dW.reshape(k, -1))

    def _forward(self, U: Array) -> None:
        self._transform(self.G, self.W, U)

    def _backward(self, Ut: Array) -> None:
        W = self.W
        back = self.room.scratch("back", (*W.shape[:2], *W.shape[:1:-1]))
        back[...] = W.swapaxes(2, 3)
        self._transform(self.turned, back, Ut)

    def _transform(self, G: Array, kernel: Array, U: Array) -> None:
        a, k = G.shape
        half = self.room.scratch("half", (a, kernel.size // k))
        self.xp.matmul(G, kernel.reshape(k, -1), out=half)
        self.xp.matmul(G, half.reshape(a, k, -1), out=U.reshape(a, a, -1))
