"""Fast convolution by tiles, F(m x m, KxK): Lavin & Gray 2016, https://arxiv.org/abs/1509.09308.

Multiplications an output: 2.25 instead of 9 for a 3x3 kernel, 4 instead of 25 for a 5x5
kernel (m = 4), 16 instead of 49 for a 7x7 kernel (m = 2).
"""

from __future__ import annotations

from typing import ClassVar

from engine.backend import Array
from engine.convolution.base import CONVOLUTIONS, Convolution, Geometry, Room
from engine.convolution.cook_toom import cook_toom
from engine.convolution.inputs import Inputs
from engine.convolution.outputs import Outputs
from engine.convolution.tiles import Grid, take
from engine.registry import Text

OUTPUTS = {3: 4, 5: 4, 7: 2}  # m by K: more would round worse than float32 can bear
MOST_WASTE = 1.6  # tiles may reach beyond the image, but not for nothing
CACHED = 1 << 21  # numbers transformed at a time: they stay in a core's caches
IMAGES = 8  # so many at most are transformed together


@CONVOLUTIONS.add("winograd", label=("Winograd", "وینوگراد"))
class Winograd(Convolution):
    """y = A^T [(G W G^T) * (B^T x B)] A in each tile; * sums over channels, for a^2 places.

    With a = m + K - 1: V = B^T x B (a, a, tiles, N, C) meets U = G W G^T (a, a, C, F) in a^2
    independent matrix products, M. Backward is the transpose of each: dM = A dy A^T,
    dU = V^T dM, dV = dM U^T.
    """

    rank: ClassVar[int] = 3
    reason: ClassVar[Text] = (
        "stride 1, 3×3, 5×5 or 7×7, same size out as in: several times fewer multiplications",
        "گام 1، هستهٔ 3×3، 5×5 یا 7×7 و خروجی هم‌اندازهٔ ورودی: ضرب‌ها چند برابر کمتر می‌شوند",
    )

    @staticmethod
    def fits(g: Geometry) -> bool:
        m = OUTPUTS.get(g.k)
        if m is None or g.stride != 1 or g.pad != g.k // 2:
            return False
        tiles = -(-g.h // m) * -(-g.w // m)
        return m * m * tiles <= MOST_WASTE * g.h * g.w and min(g.c, g.f) >= 8

    @staticmethod
    def work(g: Geometry) -> int:
        return 2 * places(g) + 2 * g.h * g.w * (g.c + g.f)

    def __init__(self, g: Geometry, n: int, room: Room) -> None:
        super().__init__(g, n, room)
        Bt, G, At = (self.xp.asarray(m, room.dtype) for m in cook_toom(OUTPUTS[g.k], g.k))
        self.G, self.stamp, self.a = G, -1, len(G)
        self.U = room.work("U", (self.a**2, g.c, g.f))
        self.Ut = room.work("Ut", (self.a**2, g.f, g.c))  # BLAS would be slower on a view of U
        self.y = room.work("y", (g.h, g.w, n, g.f))
        self.dx = room.work("dx", (g.h, g.w, n, g.c)) if room.wants_dx else None
        most = max(1, min(n, IMAGES, CACHED // places(g)))
        self.kept = most == n
        cuts = [slice(first, min(first + most, n)) for first in range(0, n, most)]
        self.parts = [Part(self, images, Bt, At) for images in cuts]

    def forward(self, x: Array, W: Array, b: Array | None) -> Array:
        if self.stamp != self.room.stamp:
            self.transform(W)
            self.stamp = self.room.stamp
        self.x = x
        for part in self.parts:
            part.inputs.read(x[:, :, part.images])
            self.xp.matmul(part.V, self.U, out=part.M)
            if b is not None:  # the point 1 adds to every output of a tile alike
                part.M[self.a + 1] += b
            take(part.to_y)
        return self.y

    def backward(self, dy: Array, dW: Array, db: Array | None) -> Array:
        g, xp, a = self.g, self.xp, self.a
        dU, more = (self.room.scratch(name, self.U.shape) for name in ("dU", "part of dU"))
        for part in self.parts:
            part.outputs.read_gradient(dy[:, :, part.images])
            if not self.kept:
                part.inputs.read(self.x[:, :, part.images])
            if db is not None:
                db += part.ones @ part.M[a + 1]
            first = part is self.parts[0]
            xp.matmul(part.V.transpose(0, 2, 1), part.M, out=dU if first else more)
            if not first:
                dU += more
            if self.dx is not None:
                xp.matmul(part.M, self.Ut, out=part.dV)
                take(part.to_dx)
        half = self.room.scratch("half", (a, g.k, g.c * g.f))
        xp.matmul(self.G.T, dU.reshape(a, a, -1), out=half)
        total = self.room.scratch("dW", (g.k, g.k * g.c * g.f))
        xp.matmul(self.G.T, half.reshape(a, -1), out=total)
        dW += total.reshape(dW.shape)
        return dy if self.dx is None else self.dx

    def transform(self, W: Array) -> None:
        """U = G W G^T, and the same with both kinds of channels exchanged, for dV."""
        a, k = self.G.shape
        exchanged = self.room.scratch("exchanged", (*W.shape[:2], *W.shape[:1:-1]))
        exchanged[...] = W.swapaxes(2, 3)
        half = self.room.scratch("half", (a, W.size // k))
        for kernel, U in ((W, self.U), (exchanged, self.Ut)):
            self.xp.matmul(self.G, kernel.reshape(k, -1), out=half)
            self.xp.matmul(self.G, half.reshape(a, k, -1), out=U.reshape(a, a, -1))


class Part:
    """Some of the images, and everything their steps read and write."""

    def __init__(self, whole: Winograd, images: slice, Bt: Array, At: Array) -> None:
        g, room, n = whole.g, whole.room, images.stop - images.start
        seen, made = (Grid(g, len(At), n, channels) for channels in (g.c, g.f))
        V = seen.windows(room.work if whole.kept else room.scratch, "V")
        M = made.windows(room.scratch, "M")
        self.images = images
        self.inputs, self.outputs = Inputs(seen, Bt, V, room), Outputs(made, At, M, room)
        self.V, self.M = V.reshape(whole.a**2, -1, g.c), M.reshape(whole.a**2, -1, g.f)
        self.ones = room.xp.ones(self.M.shape[1], room.dtype)
        self.to_y = self.outputs.steps(whole.y[:, :, images])
        if whole.dx is not None:
            dV = seen.windows(room.scratch, "V")
            self.dV = dV.reshape(self.V.shape)
            self.to_dx = self.inputs.gradient(dV, whole.dx[:, :, images])


def places(g: Geometry) -> int:
    """How many numbers the windows of one image become, inputs and outputs."""
    m = OUTPUTS[g.k]
    return (g.k + m - 1) ** 2 * -(-g.h // m) * -(-g.w // m) * (g.c + g.f)
