"""The nearest matrix whose singular values are all about 1, by products alone."""

from __future__ import annotations

from engine.backend import Array, array_module
from engine.rules.base import Work

A, B, C = 3.4445, -4.7750, 2.0315  # Jordan 2024, https://kellerjordan.github.io/posts/muon/
TINY = 1e-7


def orthogonalize(x: Array, rounds: int, work: Work) -> Array:
    """Make x = U S V^T (R, F) about U V^T, in place; returns x.

    Newton-Schulz: X <- X / ||X||_F, then `rounds` times X <- A X + (B G + C G^2) X, G = X X^T,
    which takes each singular value s to A s + B s^3 + C s^5. Where R > F the same from the right.
    """
    xp, (rows, columns) = array_module(x), x.shape
    tall, side = rows > columns, min(rows, columns)
    other = work("other")
    gram, square = (_square(work(name), side) for name in ("gram", "square"))
    x /= xp.sqrt(xp.vdot(x, x)) + TINY
    for _ in range(rounds):
        xp.matmul(*((x.T, x) if tall else (x, x.T)), out=gram)
        xp.matmul(gram, gram, out=square)
        square *= C
        gram *= B
        square += gram
        xp.matmul(*((x, square) if tall else (square, x)), out=other)
        x *= A
        x += other
    return x


def _square(scratch: Array, side: int) -> Array:
    """The first side x side numbers of an array that has at least as many."""
    return scratch.reshape(-1)[: side * side].reshape(side, side)
