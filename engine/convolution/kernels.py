"""Kernels as a fast convolution needs them, transformed."""

from __future__ import annotations

from engine.backend import Array
from engine.convolution.base import Geometry, Room
from engine.convolution.tiles import Step, even, take

TURNED = 2  # what U of the kernels turned round costs, in those of the others
PART = 1 << 17  # numbers of U or dU at a time: they stay in a core's own cache


class Kernels:
    """U = G W G^T (a, a, C, F) for y, and for dx the same of the kernels turned round, F to C.

    They depend on the weights alone. Where several micro-batches use them, shards share the work
    and U is `ready` before a pass; else, as in the very first one, it is made when it is used:
    `whole`, or where one product is all that uses it part by part, while each part is near.
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

    def ready(self, which: int) -> Array | None:
        """U for y (0) or dx (1) where shards have made it; where not, they are asked to."""
        if not self.kept:
            return None
        kept = self.kept[which]
        if self.room.ready:
            return kept
        cost = (TURNED if which else 1) * kept.size
        self.room.derives(lambda: take(self.making(which, kept)), cost, training=which == 1)
        return None

    def whole(self, which: int) -> Array:
        """U for y (0) or dx (1), made now."""
        U = self.room.scratch("U", self.shapes[which])
        take(self.making(which, U))
        return U

    def making(self, which: int, U: Array) -> list[Step]:
        """What makes U for y (0) or dx (1)."""
        a, (c, f) = len(self.G), self.W.shape[2:]
        if which:
            return self._turned(slice(0, c), U)
        half, first = self._half(self.G, self.W)
        return [first, (self.xp.matmul, self.G, half, U.reshape(a, a, c * f))]

    def times(self, V: Array, M: Array) -> list[Step]:
        """What makes M = V U, V (a^2, tiles, C) and M (a^2, tiles, F), by rows of U."""
        a, (c, f), matmul = len(self.G), self.W.shape[2:], self.xp.matmul
        half, first = self._half(self.G, self.W)
        steps = [first]
        for rows in even(a, PART // (a * c * f)):
            U = self.room.scratch("part of U", (rows.stop - rows.start, a, c, f))
            places = slice(a * rows.start, a * rows.stop)
            steps.append((matmul, self.G, half[rows], U.reshape(len(U), a, c * f)))
            steps.append((matmul, V[places], U.reshape(-1, c, f), M[places]))
        return steps

    def times_turned(self, E: Array, N: Array) -> list[Step]:
        """What makes N = E U, U for dx, E (a^2, tiles, F) and N (a^2, tiles, C), by parts of C."""
        steps: list[Step] = []
        for some in parts(len(self.G), *self.W.shape[2:]):
            U = self.room.scratch("part of U", (len(E), E.shape[-1], some.stop - some.start))
            steps += [*self._turned(some, U), (self.xp.matmul, E, U, N[..., some])]
        return steps

    def _turned(self, some: slice, U: Array) -> list[Step]:
        """What makes U for dx, of some input channels."""
        a, k = self.G.shape
        back = self.room.scratch("back", (k, k, *U.shape[1:]))
        half, first = self._half(self.turned, back)
        return [
            (copied, self.W[:, :, some].swapaxes(2, 3), back),
            first,
            (self.xp.matmul, self.turned, half, U.reshape(a, a, -1)),
        ]

    def _half(self, G: Array, kernel: Array) -> tuple[Array, Step]:
        """G W (a, K, numbers), and what makes it."""
        a, k = G.shape
        half = self.room.scratch("half", (a, k, kernel.size // k**2))
        return half, (self.xp.matmul, G, kernel.reshape(k, -1), half.reshape(a, -1))


class Gradients:
    """dW = G^T (N^T E) G, G turned round: of all tiles at once, or added block by block."""

    def __init__(self, turned: Array, room: Room) -> None:
        self.room, self.xp, self.Gt = room, room.xp, turned.T

    def written(self, N: Array, E: Array, dW: Array) -> list[Step]:
        """What writes dW, N (a^2, tiles, C) and E (a^2, tiles, F) being all there is."""
        (k, a), c, f = self.Gt.shape, N.shape[-1], E.shape[-1]
        down = dW.reshape(k, k, c * f).swapaxes(0, 1)
        steps: list[Step] = []
        for some in parts(a, c, f):
            half = self.room.scratch("half", (a, k, f * (some.stop - some.start)))
            steps += self._half(N, E, some, half)
            here = down[..., f * some.start : f * some.stop]
            steps.append((self.xp.matmul, self.Gt, half.swapaxes(0, 1), here))
        return steps

    def added(self, N: Array, E: Array, *, first: bool) -> list[Step]:
        """What adds a block's share to what `total` makes dW of; the `first` is written."""
        (k, a), c, f = self.Gt.shape, N.shape[-1], E.shape[-1]
        total = self.room.scratch("half dU", (a, k, c * f))
        steps: list[Step] = []
        for some in parts(a, c, f):
            here = total[..., f * some.start : f * some.stop]
            half = here if first else self.room.scratch("more of dU", here.shape)
            steps += self._half(N, E, some, half)
            if not first:
                steps.append((self.xp.add, here, half, here))
        return steps

    def total(self, dW: Array) -> None:
        """Write dW of what was added up."""
        k, a = self.Gt.shape
        half = self.room.scratch("half dU", (a, dW.size // k))
        self.xp.matmul(self.Gt, half, out=dW.reshape(k, -1))

    def _half(self, N: Array, E: Array, some: slice, half: Array) -> list[Step]:
        """What makes dU = N^T E of some input channels and of it G^T dU: (a, K, numbers)."""
        a = self.Gt.shape[1]
        dU = self.room.scratch("part of U", (a * a, some.stop - some.start, E.shape[-1]))
        return [
            (self.xp.matmul, N.swapaxes(1, 2)[:, some], E, dU),
            (self.xp.matmul, self.Gt, dU.reshape(a, a, -1), half),
        ]


def parts(a: int, c: int, f: int) -> list[slice]:
    """Input channels, as many at a time as keep their part of (a, a, C, F) near."""
    return even(c, PART // (a * a * f))


def copied(source: Array, *, out: Array) -> None:
    """Write `source`, which is turned round, to `out`: faster than a ufunc."""
    out[...] = source
