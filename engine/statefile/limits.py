"""How large a state file may be."""

from __future__ import annotations

from dataclasses import dataclass

FORMAT = "gradient-lab/1"


@dataclass(frozen=True)
class Limits:
    """Bytes of the header, bytes of the whole file, points of one curve."""

    header: int = 1 << 20
    whole: int = 64 << 20
    points: int = 20_000


LIMITS = Limits()
