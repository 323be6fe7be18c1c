"""Fast convolution by tiles, F(m x m, KxK): Lavin & Gray 2016, https://arxiv.org/abs/1509.09308.

Multiplications an output: 2.25 instead of 9 for a 3x3 kernel, 4 instead of 25 for a 5x5
kernel (m = 4), 16 instead of 49 for a 7x7 kernel (m = 2).
"""

from __future__ import annotations

from typing import ClassVar

from engine.backend import Array
from engine.convolution.base import CONVOLUTIONS, Convolution, Geometry, Room
from engine.convolution.cook_toom import cook_toom
from engine.convolution.inputs import windowed
from engine.convolution.kernels import Gradients, Kernels
from engine.convolution.outputs import spread, tiled
from engine.convolution.tiles import Block, Step, blocks, take
from engine.registry import Text

OUTPUTS = {3: 4, 5: 4, 7: 2}  # m by K: more would round worse than float32 can bear
FEW, SMALL = 16, 2  # of so few tiles smaller ones are faster: their kernels are less to transform
MOST_WASTE = 1.6  # tiles may reach beyond the image, but not for nothing
CACHED = 300_000  # numbers transformed at a time: they stay in a core's own cache


@CONVOLUTIONS.add("winograd", label=("Winograd", "وینوگراد"))
class Winograd(Convolution):
    """y = A^T [(G W G^T) * (B^T x B)] A in each tile; * sums over channels, for a^2 places.

    With a = m + K - 1: V = B^T x B (a, a, tiles N, C) meets U = G W G^T (a, a, C, F) in a^2
    independent matrix products. Backward, dx is the same convolution of dy, by way of
    E = B^T dy B, with the kernel turned round; and E meets N = A x A^T in the gradient of that
    kernel, G^T (N^T E) G. All this one block of tiles after another.
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
        return m * m * tiles(g, m) <= MOST_WASTE * g.h * g.w and min(g.c, g.f) >= 8

    @staticmethod
    def work(g: Geometry) -> int:
        return 2 * g.h * g.w * (g.c + g.f)

    @staticmethod
    def derived(g: Geometry) -> int:
        return 2 * (OUTPUTS[g.k] + g.k - 1) ** 2 * g.c * g.f

    def __init__(self, g: Geometry, n: int, room: Room) -> None:
        super().__init__(g, n, room)
        m = outputs(g, max(n, room.images))
        self.Bt, G, self.At = (self.xp.asarray(t, room.dtype) for t in cook_toom(m, g.k))
        self.A, self.a = self.xp.ascontiguousarray(self.At.T), len(G)
        self.kernels = Kernels(g, G, room)
        self.kernel_gradients = Gradients(self.kernels.turned, room)
        self.y = room.work("y", (g.h, g.w, n, g.f))
        self.dx = room.work("dx", (g.h, g.w, n, g.c)) if room.wants_dx else None
        self.blocks = blocks(g, m, n, CACHED // (self.a**2 * (g.c + g.f)))
        self.alone = len(self.blocks) == 1
        self.x: Array = None
        self.dy: Array = None
        self.passes: list[Pass] = []
        self.gradients: list[Gradient] = []

    def forward(self, x: Array, W: Array, b: Array | None) -> Array:
        x = self.in_one_piece(x, "x")
        if x is not self.x or W is not self.kernels.W:  # almost always they are: made once
            self.x, self.kernels.W, self.dy = x, W, None
            self.passes = [Pass(self, block, x) for block in self.blocks]
        U = self.transformed(0)
        for one in self.passes:
            one.run(U, b)
        return self.y

    def backward(self, dy: Array, dW: Array, db: Array | None) -> Array:
        source = self.in_one_piece(dy, "dy")
        self.add_bias_gradient(source, db)
        if source is not self.dy:
            self.dy = source
            self.gradients = [
                Gradient(self, block, self.x, source, first=k == 0)
                for k, block in enumerate(self.blocks)
            ]
        U = None if self.dx is None else self.transformed(1)
        for one in self.gradients:
            one.run(U, dW)
        if not self.alone:
            self.room.add_gradient(dW, self.kernel_gradients.total)
        return dy if self.dx is None else self.dx

    def transformed(self, which: int) -> Array | None:
        """U for y (0) or dx (1); None where one block is all that uses it, and makes it itself."""
        U = self.kernels.ready(which)
        return self.kernels.whole(which) if U is None and not self.alone else U

    def in_one_piece(self, array: Array, name: str) -> Array:
        """The array, or where it does not lie in one piece of memory a copy."""
        if array.flags.c_contiguous:
            return array
        copy = self.room.work(name, array.shape)
        copy[...] = array
        return copy


class Pass:
    """A convolution of one block of tiles: y of x by way of M = V U."""

    def __init__(self, whole: Winograd, block: Block, x: Array) -> None:
        room, c, f = whole.room, whole.g.c, whole.g.f
        V, M = block.windows(room.scratch, "V", c), block.windows(room.scratch, "M", f)
        self.to_V = windowed(block, x, whole.Bt, V, room)
        self.V, self.M = matrices(V, c), matrices(M, f)
        self.to_y = tiled(block, M, whole.At, whole.y, room)
        self.to_M = whole.kernels.times(self.V, self.M) if whole.alone else []
        self.at_one, self.matmul = self.M[whole.a + 1], room.xp.matmul

    def run(self, U: Array | None, b: Array | None) -> None:
        """All steps; the point 1 adds to every output of a tile alike, which is where b goes."""
        take(self.to_V)
        if U is None:
            take(self.to_M)
        else:
            self.matmul(self.V, U, out=self.M)
        if b is not None:
            self.at_one += b
        take(self.to_y)


class Gradient:
    """Of one block of tiles, dx and its share of dW, by way of E and N."""

    def __init__(self, whole: Winograd, block: Block, x: Array, dy: Array, *, first: bool) -> None:
        room, c, f = whole.room, whole.g.c, whole.g.f
        E, N = block.windows(room.scratch, "V", f), block.windows(room.scratch, "M", c)
        self.room, self.alone, self.matmul = room, whole.alone, room.xp.matmul
        self.kernel_gradients = whole.kernel_gradients
        self.E, self.N = matrices(E, f), matrices(N, c)
        self.steps = windowed(block, dy, whole.Bt, E, room) + spread(block, x, whole.A, N, room)
        self.to_dx = [] if whole.dx is None else tiled(block, N, whole.At, whole.dx, room)
        self.dW: Array = None
        self.to_dW, self.to_N = list[Step](), list[Step]()
        if not whole.alone:
            self.steps += self.kernel_gradients.added(self.N, self.E, first=first)
        elif self.to_dx:
            self.to_N = whole.kernels.times_turned(self.E, self.N)

    def run(self, U: Array | None, dW: Array) -> None:
        """Add this block's share to dW, and write its part of dx, for which N makes room."""
        take(self.steps)
        if self.alone:
            self.room.add_gradient(dW, self.write)
        if not self.to_dx:
            return
        if U is None:
            take(self.to_N)
        else:
            self.matmul(self.E, U, out=self.N)
        take(self.to_dx)

    def write(self, dW: Array) -> None:
        """Write dW, this block being all there is."""
        if dW is not self.dW:
            self.dW, self.to_dW = dW, self.kernel_gradients.written(self.N, self.E, dW)
        take(self.to_dW)


def outputs(g: Geometry, n: int) -> int:
    """The side of a tile, in a batch of n images: the same for all shards of it."""
    m = OUTPUTS[g.k]
    return SMALL if g.k == 3 and n * tiles(g, m) <= FEW else m


def tiles(g: Geometry, m: int) -> int:
    """How many it takes to cover an image."""
    return -(-g.h // m) * -(-g.w // m)


def matrices(windows: Array, channels: int) -> Array:
    """(a, a, numbers) as a^2 matrices (tiles, channels)."""
    a, _, length = windows.shape
    return windows.reshape(a * a, length // channels, channels)
