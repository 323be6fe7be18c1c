"""How much a run may write to its log: a bucket that fills at a rate and may be overdrawn."""

from __future__ import annotations

FULL_RATE_UNTIL = 8_000_000  # bytes; a log that is larger already grows more slowly


class Budget:
    """Tokens that come at `rate` a second up to `most`; times are given, so tests need no clock."""

    def __init__(self, rate: float, most: float, at: float) -> None:
        self.rate, self.most = rate, most
        self.tokens, self._at = most, at

    def refill(self, at: float, share: float = 1.0) -> float:
        """Add what has come since the last call, at `share` of the rate; the tokens there are."""
        self.tokens = min(self.most, self.tokens + (at - self._at) * self.rate * share)
        self._at = at
        return self.tokens

    def spend(self, amount: float) -> None:
        """Take tokens; what must be said is said even when that leaves a debt."""
        self.tokens -= amount


def share_at(size: int) -> float:
    """The share of the full rate for a log of `size` bytes: a night must not fill the disk."""
    return min(1.0, (FULL_RATE_UNTIL / max(size, 1)) ** 2)
