"""Fast convolution by tiles, F(4x4, KxK): Lavin & Gray 2016, https://arxiv.org/abs/1509.09308.

A 3x3 kernel costs 2.25 multiplications an output instead of 9, a 5x5 kernel 4 instead of 25.
"""

from __future__ import annotations

from typing import ClassVar

from engine.backend import Array
from engine.convolution.base import CONVOLUTIONS, Convolution, Geometry, Room
from engine.convolution.cook_toom import cook_toom
from engine.convolution.tiles import Tiles
from engine.registry import Text

M = 4  # a tile has 4x4 outputs


@CONVOLUTIONS.add("winograd", label=("Winograd", "وینوگراد"))
class Winograd(Convolution):
    """y = A^T [(G W G^T) * (B^T x B)] A in each tile; * sums over channels, for a^2 places.

    With a = K + 3: V = B^T x B (a, a, tiles, N, C) meets U = G W G^T (a, a, C, F) in a^2
    independent matrix products. dU = V^T (A dy A^T); dx is the same convolution of dy
    with the kernel turned around.
    """

    rank: ClassVar[int] = 3
    reason: ClassVar[Text] = (
        "stride 1, 3×3 or 5×5 and sides divisible by 4: several times fewer multiplications",
        "گام 1، هستهٔ 3×3 یا 5×5 و ابعاد بخش‌پذیر بر 4: ضرب‌ها چند برابر کمتر می‌شوند",
    )

    @staticmethod
    def fits(g: Geometry) -> bool:
        same = g.k in (3, 5) and g.stride == 1 and g.pad == g.k // 2
        return same and g.h % M == 0 and g.w % M == 0 and min(g.c, g.f) >= 8

    @staticmethod
    def work(g: Geometry) -> int:
        a, tiles = g.k + M - 1, g.h * g.w // M**2
        frame = (g.h + 2 * g.pad) * (g.w + 2 * g.pad)
        transformed = a * a * tiles * (g.c + g.f + max(g.c, g.f))
        return transformed + (frame + g.h * g.w) * (g.c + g.f)

    def __init__(self, g: Geometry, n: int, room: Room) -> None:
        super().__init__(g, n, room)
        B, G, A = (self.xp.asarray(m, room.dtype) for m in cook_toom(M, g.k))
        self.a, self.G, self.stamp = len(B), G, -1
        self.U = room.work("U", (self.a, self.a, g.c, g.f))
        self.U_back = room.work("U_back", (self.a, self.a, g.f, g.c))
        self.x = Tiles(g, g.c, n, (B, A), room, "x")
        self.dy = Tiles(g, g.f, n, (B, A), room, "dy")
        self.V = room.work("V", self.x.shape)
        self.dV = room.work("dV", self.dy.shape)
        self.product = room.scratch("product", self.dy.shape)
        self.product_back = room.scratch("product", self.x.shape)
        self.y = room.work("y", (g.h, g.w, n, g.f))
        self.dx = room.work("dx", (g.h, g.w, n, g.c))

    def forward(self, x: Array, W: Array, b: Array | None) -> Array:
        if self.stamp != self.room.stamp:
            self.transform(W)
            self.stamp = self.room.stamp
        self.x.from_image(x, self.V)
        self.multiply(self.V, self.U, self.product)
        if b is not None:  # the point 1 adds to every output of a tile alike
            self.product[1, 1] += b
        self.dy.to_image(self.product, self.y)
        return self.y

    def backward(self, dy: Array, dW: Array, db: Array | None) -> Array:
        g, xp, a = self.g, self.xp, self.a
        self.dy.from_outputs(dy, self.dV)
        places = self.dV.reshape(a * a, -1, g.f)
        if db is not None:
            db += places[a + 1].sum(axis=0)
        dU = self.room.scratch("dU", (a * a, g.c, g.f))
        xp.matmul(self.V.reshape(a * a, -1, g.c).transpose(0, 2, 1), places, out=dU)
        half = self.room.scratch("half", (a, g.k, g.c * g.f))
        xp.matmul(self.G.T, dU.reshape(a, a, -1), out=half)
        total = self.room.scratch("dW", (g.k, g.k * g.c * g.f))
        xp.matmul(self.G.T, half.reshape(a, -1), out=total)
        dW += total.reshape(dW.shape)
        if not self.room.wants_dx:
            return dy
        self.dy.from_image(dy, self.dV)
        self.multiply(self.dV, self.U_back, self.product_back)
        self.x.to_image(self.product_back, self.dx)
        return self.dx

    def transform(self, W: Array) -> None:
        """U = G W G^T, and the same of the kernel turned around, for dx."""
        turned = self.room.scratch("turned", (*W.shape[:2], W.shape[3], W.shape[2]))
        turned[...] = W[::-1, ::-1].transpose(0, 1, 3, 2)
        for kernel, U in ((W, self.U), (turned, self.U_back)):
            a, k = self.G.shape
            half = self.room.scratch("half", (a, kernel.size // k))
            self.xp.matmul(self.G, kernel.reshape(k, -1), out=half)
            self.xp.matmul(self.G, half.reshape(a, k, -1), out=U.reshape(a, a, -1))

    def multiply(self, V: Array, U: Array, out: Array) -> None:
        """a^2 products (tiles N, C) (C, F): the whole work of the convolution."""
        a2 = self.a**2
        flat = (V.reshape(a2, -1, U.shape[2]), U.reshape(a2, *U.shape[2:]))
        self.xp.matmul(*flat, out=out.reshape(a2, -1, U.shape[3]))
