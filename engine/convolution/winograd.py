"""Fast convolution by tiles, F(m x m, KxK): Lavin & Gray 2016, https://arxiv.org/abs/1509.09308.

Multiplications an output: 2.25 instead of 9 for a 3x3 kernel, 4 instead of 25 for a 5x5
kernel (m = 4), 16 instead of 49 for a 7x7 kernel (m = 2).
"""

from __future__ import annotations

from typing import ClassVar

from engine.backend import Array
from engine.convolution.base import CONVOLUTIONS, Convolution, Geometry, Room
from engine.convolution.cook_toom import cook_toom
from engine.convolution.tiles import Piece, Tiles, pieces
from engine.registry import Text

OUTPUTS = {3: 4, 5: 4, 7: 2}  # m by K: more would round worse than float32 can bear
MOST_WASTE = 1.6  # tiles may reach beyond the image, but not for nothing
CACHED = 1 << 21  # numbers transformed at a time: they stay in a core's caches
IMAGES = 8  # so many at most are transformed together


@CONVOLUTIONS.add("winograd", label=("Winograd", "وینوگراد"))
class Winograd(Convolution):
    """y = A^T [(G W G^T) * (B^T x B)] A in each tile; * sums over channels, for a^2 places.

    With a = m + K - 1: V = B^T x B (a, a, tiles, N, C) meets U = G W G^T (a, a, C, F) in a^2
    independent matrix products. dU = V^T (A dy A^T); dx is the same convolution of dy
    with the kernel turned around.
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
        m = OUTPUTS[g.k]
        a, tiles = g.k + m - 1, -(-g.w // m) * rows_at_a_time(g, 1)
        return a * a * tiles * 2 * (g.c + g.f) + 2 * g.h * g.w * (g.c + g.f)

    def __init__(self, g: Geometry, n: int, room: Room) -> None:
        super().__init__(g, n, room)
        B, G, A = (self.xp.asarray(m, room.dtype) for m in cook_toom(OUTPUTS[g.k], g.k))
        self.a, self.G, self.stamp, self.matrices = len(B), G, -1, (B, A)
        self.U = room.work("U", (self.a, self.a, g.c, g.f))
        self.U_back = room.work("U_back", (self.a, self.a, g.f, g.c))
        self.y = room.work("y", (g.h, g.w, n, g.f))
        images = min(n, IMAGES)
        self.rows = rows_at_a_time(g, images)
        self.pieces = pieces(-(-g.h // len(A)), n, self.rows, images)
        self.in_one = len(self.pieces) == 1
        self.tiles = {
            (m, c): Tiles(g, (self.rows, m, c), self.matrices, room)
            for m in {piece.n for piece in self.pieces}
            for c in {g.c, g.f}
        }

    def transformed(self, name: str, n: int, c: int) -> Array:
        """An array (a, a, rows, W/m, n, c) for one piece."""
        tiles, kept = self.tiles[n, c], name == "V" and self.in_one
        return tiles.view((self.room.work if kept else self.room.scratch)(name, tiles.size))

    def forward(self, x: Array, W: Array, b: Array | None) -> Array:
        if self.stamp != self.room.stamp:
            self.transform(W)
            self.stamp = self.room.stamp
        self.x = x
        for piece in self.pieces:
            V = self.from_image(x, piece)
            product = self.multiply(V, self.U, piece)
            if b is not None:  # the point 1 adds to every output of a tile alike
                product[1, 1] += b
            self.tiles[piece.n, self.g.f].to_image(product, self.y, piece)
        return self.y

    def from_image(self, x: Array, piece: Piece) -> Array:
        """V = B^T x B of a piece."""
        tiles = self.tiles[piece.n, x.shape[-1]]
        V = self.transformed("V", piece.n, x.shape[-1])
        tiles.take(x, piece)
        tiles.from_image(V)
        return V

    def multiply(self, V: Array, U: Array, piece: Piece) -> Array:
        """a^2 products (tiles n, C) (C, F): the whole work of the convolution."""
        a2, (c, f) = self.a**2, U.shape[2:]
        product = self.transformed("product", piece.n, f)
        flat = (V.reshape(a2, -1, c), U.reshape(a2, c, f))
        self.xp.matmul(*flat, out=product.reshape(a2, -1, f))
        return product

    def backward(self, dy: Array, dW: Array, db: Array | None) -> Array:
        g, xp, a = self.g, self.xp, self.a
        dU = self.room.scratch("dU", (a * a, g.c, g.f))
        dx = self.room.work("dx", (g.h, g.w, self.n, g.c)) if self.room.wants_dx else dy
        for piece in self.pieces:
            self.kernel_gradient(dy, piece, dU, db)
            if self.room.wants_dx:
                dV = self.transformed("dV", piece.n, g.f)
                self.tiles[piece.n, g.f].from_image(dV)
                product = self.multiply(dV, self.U_back, piece)
                self.tiles[piece.n, g.c].to_image(product, dx, piece)
        half = self.room.scratch("half", (a, g.k, g.c * g.f))
        xp.matmul(self.G.T, dU.reshape(a, a, -1), out=half)
        total = self.room.scratch("dW", (g.k, g.k * g.c * g.f))
        xp.matmul(self.G.T, half.reshape(a, -1), out=total)
        dW += total.reshape(dW.shape)
        return dx

    def kernel_gradient(self, dy: Array, piece: Piece, dU: Array, db: Array | None) -> None:
        """Add up dU = V^T (A dy A^T) over pieces; V is made again where it was not kept."""
        g, a2 = self.g, self.a**2
        first = piece == self.pieces[0]
        V = self.transformed("V", piece.n, g.c) if self.in_one else self.from_image(self.x, piece)
        tiles, dV = self.tiles[piece.n, g.f], self.transformed("dV", piece.n, g.f)
        tiles.take(dy, piece)
        tiles.from_outputs(dV)
        places = dV.reshape(a2, -1, g.f)
        if db is not None:
            db += self.xp.ones(len(places[0]), dy.dtype) @ places[self.a + 1]
        part = dU if first else self.room.scratch("part of dU", dU.shape)
        self.xp.matmul(V.reshape(a2, -1, g.c).transpose(0, 2, 1), places, out=part)
        if not first:
            dU += part

    def transform(self, W: Array) -> None:
        """U = G W G^T, and the same of the kernel turned around, for dx."""
        turned = self.room.scratch("turned", (*W.shape[:2], W.shape[3], W.shape[2]))
        turned[...] = W[::-1, ::-1].transpose(0, 1, 3, 2)
        for kernel, U in ((W, self.U), (turned, self.U_back)):
            a, k = self.G.shape
            half = self.room.scratch("half", (a, kernel.size // k))
            self.xp.matmul(self.G, kernel.reshape(k, -1), out=half)
            self.xp.matmul(self.G, half.reshape(a, k, -1), out=U.reshape(a, a, -1))


def rows_at_a_time(g: Geometry, n: int) -> int:
    """How many rows of tiles of n images are transformed together: what a core's cache holds."""
    m = OUTPUTS[g.k]
    row = (g.k + m - 1) ** 2 * -(-g.w // m) * n * (g.c + g.f)
    down = -(-g.h // m)
    fitting = [r for r in range(1, down + 1) if down % r == 0 and r * row <= CACHED]
    return max(fitting, default=1)
