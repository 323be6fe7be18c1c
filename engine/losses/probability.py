"""Softmax without overflow: every exponent is at most 0."""

from __future__ import annotations

from engine.backend import Array, array_module


def exponentials(scores: Array) -> tuple[Array, Array, Array, tuple[Array, Array]]:
    """Return s - max (N, K); its exp, but 0 at the greatest score, (N, K); the sum of that, (N,).

    Last comes where the greatest are, for indexing. Leaving them out (their exponential is 1) lets
    log1p(sum) keep losses as small as 1e-48, which log(1 + sum) would round to 0.
    """
    xp = array_module(scores)
    shifted = scores - scores.max(axis=1, keepdims=True)
    rest = xp.exp(shifted)
    greatest = xp.arange(len(scores)), scores.argmax(axis=1)
    rest[greatest] = 0
    return shifted, rest, rest.sum(axis=1), greatest


def softmax(scores: Array) -> Array:
    """p_k = exp(s_k) / sum_j exp(s_j); scores (N, K), p (N, K)."""
    xp = array_module(scores)
    p = xp.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return p
